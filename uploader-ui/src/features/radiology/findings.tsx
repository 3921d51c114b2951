import type { StudyDetail } from '#core/contract/studies.js';
import { t, tOr } from '../../app/i18n.js';
import { Identifier } from '../../app/pieces/identifier.js';
import { Note, type Tone } from '../../app/pieces/note.js';

type Finding = StudyDetail['findings'][number];

const tones: Record<Finding['severity'], Tone> = { info: 'plain', warning: 'attention', error: 'bad' };

// The keywords of the attributes that a finding is about stand at the end of its sentence.
const keywords = /: [A-Z]\w*(?:, [A-Z]\w*)*\.$/;

function explanationOf({ code, explanation }: Finding): string {
  const own = tOr(`finding.${code}`, '');
  return own ? own + (keywords.exec(explanation)?.[0] ?? '') : explanation;
}

/** What the checks found, in words, with what to do. */
export function Findings({ study }: { study: StudyDetail }) {
  const isPending = study.ledger.validated < study.ledger.received;
  return (
    <section className="panel" aria-labelledby="findings">
      <div className="panel-head">
        <h2 id="findings">{t('findings.title')}</h2>
        <span className="soft">{t('findings.checked', { count: study.ledger.validated, total: study.ledger.received })}</span>
      </div>
      <div className="panel-body stack-tight">
        {study.findings.length === 0 && <p className="soft">{t(isPending ? 'findings.pending' : 'findings.none')}</p>}
        {study.findings.map((finding) => (
          <Note key={finding.code} tone={tones[finding.severity]}>
            <p>
              <strong>{explanationOf(finding)}</strong>{' '}
              <span className="soft">{t('findings.instances', { count: finding.instanceCount })}</span>
            </p>
            <p>{tOr(`finding.${finding.code}-next`, finding.whatToDo)}</p>
            {finding.sopInstanceUIDs.length > 0 && (
              <details>
                <summary>{t('findings.which')}</summary>
                {finding.sopInstanceUIDs.map((uid) => (
                  <div key={uid}>
                    <Identifier value={uid} name={t('column.instance')} />
                  </div>
                ))}
              </details>
            )}
          </Note>
        ))}
      </div>
    </section>
  );
}
