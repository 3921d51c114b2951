import { describe, expect, it } from '@jest/globals';
import { questionKinds } from '#core/pipeline/stages.js';
import { formatBirthDate, formatBytes, formatDay, formatName } from '../../../uploader-ui/src/app/format.js';
import { t, tOr } from '../../../uploader-ui/src/app/i18n.js';

describe('Words on the screen', () => {
  it('name every kind of question', () => {
    for (const kind of questionKinds) expect(tOr(`question.${kind}`, 'missing')).not.toBe('missing');
  });

  it('say one and many', () => {
    expect([t('count.images', { count: 1 }), t('count.images', { count: 5000 })]).toEqual(['1 image', '5,000 images']);
  });

  it('write dates and ages as people do', () => {
    expect(formatDay('20261122')).toBe('22 Nov 2026');
    expect(formatBirthDate('1968-04-12', new Date(2026, 3, 11))).toBe('12 Apr 1968 (57 y)');
    expect(formatDay('not a date')).toBe('not a date');
  });

  it('write names family name first, other alphabets behind', () => {
    expect(formatName('Yamada^Tarou=山田^太郎')).toBe('Yamada, Tarou (山田, 太郎)');
  });

  it('write sizes with units', () => {
    expect([formatBytes(999), formatBytes(1_500_000), formatBytes(25_000_000_000)]).toEqual(['999 B', '1.5 MB', '25 GB']);
  });
});
