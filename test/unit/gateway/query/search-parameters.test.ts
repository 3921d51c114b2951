import { describe, expect, it } from '@jest/globals';
import { likePattern, uidList } from '../../../../gateway/query/matching.js';
import { parseSearchParameters } from '../../../../gateway/query/search-parameters.js';

const parse = (query: string) => parseSearchParameters(new URLSearchParams(query));
const refusal = expect.objectContaining({ code: 'bad-request' });

describe('parameters of a search (C12 76)', () => {
  it('takes attributes by keyword, by tag and inside sequences', () => {
    const { keys } = parse('PatientID=1&0020000d=2&RequestAttributesSequence.ScheduledProcedureStepID=3&00400275.00401001=4');
    expect(keys.map((key) => key.path.map((attribute) => attribute.tag).join('.'))).toEqual([
      '00100020',
      '0020000D',
      '00400275.00400009',
      '00400275.00401001',
    ]);
  });

  it('reads limit, offset, includefield and fuzzymatching', () => {
    expect(parse('limit=5&offset=7&includefield=PatientAge,00081030&includefield=StudyID&fuzzymatching=true')).toEqual({
      keys: [],
      limit: 5,
      offset: 7,
      includeFields: new Set(['00101010', '00081030', '00200010']),
      isFuzzyWanted: true,
    });
    expect(parse('includefield=all').includeFields).toBe('all');
  });

  it.each([
    'limit=-1',
    'limit=1.5',
    'limit=1&limit=2',
    'limit=99999999999',
    'offset=x',
    'fuzzymatching=maybe',
    'Nonsense=1',
    '__proto__=1',
    'constructor=1',
    'toString=1',
    'PatientID=1&00100020=2',
    'PatientID.StudyID=1',
    'PatientID=%00',
    `PatientID=${'x'.repeat(9000)}`,
    'RequestAttributesSequence.RequestAttributesSequence.RequestAttributesSequence.RequestAttributesSequence.StudyID=1',
    'includefield=Nonsense',
  ])('refuses %s (C09, A19)', (query) => {
    expect(() => parse(query)).toThrow(refusal);
  });
});

describe('values of a search', () => {
  it('turns wildcards into LIKE and takes its own as they stand', () => {
    expect(likePattern('D?e*50%_\\')).toBe('D_e%50\\%\\_\\\\');
  });

  it('reads lists of UIDs and refuses what is none', () => {
    expect(uidList('1.2,1.3\\1.4')).toEqual(['1.2', '1.3', '1.4']);
    expect(() => uidList("1.2'; drop table studies")).toThrow(refusal);
  });
});
