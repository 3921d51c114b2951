import { Button, NumberInput } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconFileImport, IconProgress } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import type { Icd10cmRelease } from '#core/contract/diagnoses.js';
import { useReleases } from '../../api/administration.js';
import { formatCount, formatMoment } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonRows } from '../../app/pieces/skeleton-rows.js';
import { Status } from '../../app/pieces/status.js';
import { TableFrame } from '../../app/pieces/table-frame.js';
import { TableHeads } from '../../app/pieces/table-heads.js';
import { said } from '../../app/said.js';
import { sendOrderFile, yearOfName } from './import-codes.js';

function ReleaseState({ release }: { release: Icd10cmRelease }) {
  if (release.state === 'ready')
    return <Status look={['good', IconCircleCheck, release.isCurrent ? 'admin.codes-current' : 'admin.codes-ready']} />;
  if (release.state === 'failed') return <Status look={['bad', IconCircleX, 'admin.codes-failed']} />;
  return (
    <span role="status">
      <Status look={['act', IconProgress, 'admin.codes-importing']} />
      <span className="small soft"> {t('admin.codes-rows', { count: release.rowsDone })}</span>
    </span>
  );
}

function Releases() {
  const query = useReleases();
  const list = query.data?.releases ?? [];
  return (
    <>
      {query.error && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
      <TableFrame name={t('admin.icd10cm')}>
        <table className="list">
          <TableHeads
            columns={[
              ['admin.codes-year', 'number'],
              ['column.state'],
              ['admin.codes-count', 'number'],
              ['admin.codes-billable', 'number'],
              ['admin.codes-source'],
              ['admin.codes-when'],
            ]}
          />
          <tbody>
            {query.isPending && <SkeletonRows columns={6} rows={2} />}
            {list.map((release) => (
              <tr key={`${release.year} ${release.startedAt}`}>
                <td className="number">{release.year}</td>
                <td className="wrap">
                  <ReleaseState release={release} />
                  {release.problem && <div className="small">{said(release.problem)}</div>}
                </td>
                <td className="number">{formatCount(release.codeCount)}</td>
                <td className="number">{formatCount(release.billableCount)}</td>
                <td>{release.source === 'built-in' ? t('admin.codes-built-in') : (release.fileName ?? '–')}</td>
                <td>{formatMoment(release.finishedAt ?? release.startedAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {query.data && list.length === 0 && <EmptyState title={t('admin.codes-empty')}>{t('admin.codes-empty-words')}</EmptyState>}
      </TableFrame>
    </>
  );
}

function Import() {
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [year, setYear] = useState<number | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [done, setDone] = useState(false);
  const choose = (chosen: File | undefined): void => {
    if (!chosen) return;
    setFile(chosen);
    setYear(yearOfName(chosen.name));
    setProblem(null);
    setDone(false);
  };
  const send = async (chosen: File): Promise<void> => {
    setShare(0);
    setProblem(null);
    try {
      await sendOrderFile(chosen, year, setShare);
      setDone(true);
      setFile(null);
    } catch (error) {
      setProblem(error);
    }
    setShare(null);
    await client.invalidateQueries({ queryKey: ['admin', 'icd10cm'] });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (file) void send(file);
  };
  return (
    <section className="panel" aria-labelledby="import-codes" style={{ marginTop: 24, maxWidth: 720 }}>
      <div className="panel-head">
        <h2 id="import-codes">{t('admin.codes-import')}</h2>
      </div>
      <form onSubmit={submit} noValidate>
        <div className="panel-body stack">
          <p className="soft">{t('admin.codes-import-words')}</p>
          <div className="line">
            <Button variant="default" leftSection={<IconFileImport size={16} aria-hidden />} onClick={() => input.current?.click()}>
              {t('admin.codes-choose')}
            </Button>
            <span role="status">{file?.name ?? <span className="soft">{t('admin.codes-no-file')}</span>}</span>
            <input
              ref={input}
              type="file"
              hidden
              accept=".txt,.gz,.zip"
              data-testid="choose-codes"
              aria-label={t('admin.codes-choose')}
              onChange={(event) => {
                choose(event.currentTarget.files?.[0]);
                event.currentTarget.value = '';
              }}
            />
          </div>
          {file && (
            <NumberInput
              label={t('admin.codes-year')}
              description={t('admin.codes-year-hint')}
              allowDecimal={false}
              min={2015}
              max={2099}
              w={240}
              value={year ?? ''}
              onChange={(value) => setYear(Number(value) || null)}
            />
          )}
          {share !== null && (
            <div className="uploader-reading">
              <div
                className="uploader-track"
                role="progressbar"
                aria-label={t('admin.codes-sending')}
                aria-valuemin={0}
                aria-valuemax={100}
                aria-valuenow={Math.floor(share * 100)}
              >
                <div style={{ width: `${share * 100}%` }} />
              </div>
              <span role="status">{t(share < 1 ? 'admin.codes-sending' : 'admin.codes-opening')}</span>
            </div>
          )}
          {problem !== null && <ProblemNote error={problem} safe={t('admin.codes-safe')} />}
        </div>
        <div className="panel-foot">
          <span className="panel-foot-note" role="status">
            {done ? t('admin.codes-begun') : ''}
          </span>
          <Button type="submit" disabled={!file} loading={share !== null}>
            {t('admin.codes-act')}
          </Button>
        </div>
      </form>
    </section>
  );
}

/** The years of ICD-10-CM, and the import of another one. */
export function Icd10cmPage() {
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h2>{t('admin.icd10cm')}</h2>
          <p className="soft">{t('admin.icd10cm-words')}</p>
        </div>
      </div>
      <Releases />
      <Import />
    </>
  );
}
