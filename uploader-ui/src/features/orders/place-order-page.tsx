import { Button, Radio, Select, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { type OrderRequest, orderRequest } from '#core/contract/orders.js';
import { usePlaceOrder } from '../../api/orders.js';
import { ApiError } from '../../api/problems.js';
import { useSignedInUser } from '../../api/session.js';
import { formatBirthDate } from '../../app/format.js';
import { t, type WordKey } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';

const fieldNames = [
  'familyName',
  'givenName',
  'birthDate',
  'sex',
  'senderPatientID',
  'senderAccessionNumber',
  'authorizingProvider',
  'reasonForReferral',
] as const;
type FieldName = (typeof fieldNames)[number];
type Form = Record<FieldName, string> & { imagesBy: OrderRequest['imagesBy'] };

const emptyForm: Form = {
  familyName: '',
  givenName: '',
  birthDate: '',
  sex: '',
  senderPatientID: '',
  senderAccessionNumber: '',
  authorizingProvider: '',
  reasonForReferral: '',
  imagesBy: 'browser',
};

function requestOf(form: Form): unknown {
  const { familyName, givenName, birthDate, sex, senderPatientID, senderAccessionNumber, ...rest } = form;
  return {
    ...rest,
    patient: { familyName, givenName, birthDate, sex },
    ...(senderPatientID.trim() && { senderPatientID }),
    ...(senderAccessionNumber.trim() && { senderAccessionNumber }),
  };
}

/** What is wrong with the form, field by field: which, and what would be right. */
function mistakesOf(form: Form): Partial<Record<FieldName, string>> {
  const parsed = orderRequest.safeParse(requestOf(form));
  const mistakes: Partial<Record<FieldName, string>> = {};
  for (const issue of parsed.success ? [] : parsed.error.issues) {
    const name = fieldNames.find((field) => field === issue.path.at(-1));
    if (name) mistakes[name] ??= t(`place.wrong.${name}` as WordKey);
  }
  const isLater = form.birthDate > new Date().toISOString().slice(0, 10);
  if (isLater) mistakes.birthDate = t('place.wrong.birthDate-future');
  return mistakes;
}

function Choice({ value, chosen, disabled, children }: { value: string; chosen: string; disabled?: boolean; children: ReactNode }) {
  return (
    <div className="choice" data-chosen={value === chosen} data-disabled={disabled}>
      <Radio value={value} disabled={disabled} label={t(`place.images-${value}` as WordKey)} description={children} />
    </div>
  );
}

/** Place an Order: the small form. */
export function PlaceOrderPage() {
  const user = useSignedInUser();
  const navigate = useNavigate();
  const [form, setForm] = useState(emptyForm);
  const [tried, setTried] = useState(false);
  const placing = usePlaceOrder();
  const told = placing.error instanceof ApiError ? (placing.error.problem?.fields ?? {}) : {};
  const mistakes = tried ? mistakesOf(form) : {};
  const field = (name: FieldName) => ({
    label: t(`place.${name}` as WordKey),
    name,
    value: form[name],
    error: mistakes[name] ?? Object.entries(told).find(([path]) => path.split('.').at(-1) === name)?.[1],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setForm((before) => ({ ...before, [name]: value }));
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    const wrong = mistakesOf(form);
    const first = fieldNames.find((name) => wrong[name]);
    if (first) {
      document.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return;
    }
    placing.mutate(orderRequest.parse(requestOf(form)), { onSuccess: ({ id }) => void navigate(`/orders/${id}`) });
  };
  const mayPush = user.organization.pacsToPacsEnabled;
  return (
    <form onSubmit={submit} noValidate style={{ maxWidth: 800, margin: '0 auto' }}>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{t('order.place')}</h1>
          <p className="soft">{t('place.words')}</p>
        </div>
      </div>
      <section className="panel" aria-labelledby="place-patient">
        <div className="panel-head">
          <h2 id="place-patient">{t('place.patient')}</h2>
        </div>
        <div className="panel-body fields">
          <TextInput {...field('familyName')} required autoComplete="off" autoFocus />
          <TextInput {...field('givenName')} required autoComplete="off" />
          <TextInput
            {...field('birthDate')}
            type="date"
            required
            description={
              /^\d{4}-/.test(form.birthDate) && !mistakes.birthDate ? formatBirthDate(form.birthDate) : t('place.birthDate-hint')
            }
            inputWrapperOrder={['label', 'input', 'description', 'error']}
          />
          <Select
            label={t('place.sex')}
            name="sex"
            required
            error={mistakes.sex}
            value={form.sex || null}
            data={(['F', 'M', 'O'] as const).map((value) => ({ value, label: t(`sex.${value}`) }))}
            onChange={(value) => setForm((before) => ({ ...before, sex: value ?? '' }))}
            allowDeselect={false}
          />
          <TextInput {...field('senderPatientID')} description={t('place.senderPatientID-hint')} autoComplete="off" />
          <TextInput {...field('senderAccessionNumber')} description={t('place.senderAccessionNumber-hint')} autoComplete="off" />
        </div>
      </section>
      <section className="panel" aria-labelledby="place-referral">
        <div className="panel-head">
          <h2 id="place-referral">{t('place.referral')}</h2>
        </div>
        <div className="panel-body fields">
          <TextInput {...field('authorizingProvider')} required className="whole" />
          <Textarea {...field('reasonForReferral')} required className="whole" autosize minRows={3} maxRows={10} />
          <Radio.Group
            className="whole"
            label={t('place.images')}
            value={form.imagesBy}
            onChange={(value) => setForm((before) => ({ ...before, imagesBy: value as Form['imagesBy'] }))}
          >
            <div className="stack-tight" style={{ marginTop: 8 }}>
              <Choice value="browser" chosen={form.imagesBy}>
                {t('place.images-browser-words')}
              </Choice>
              <Choice value="pacs" chosen={form.imagesBy} disabled={!mayPush}>
                {t(mayPush ? 'place.images-pacs-words' : 'pacs.not-enabled', { organization: user.organization.name })}
              </Choice>
              <Choice value="none" chosen={form.imagesBy}>
                {t('place.images-none-words')}
              </Choice>
            </div>
          </Radio.Group>
          {placing.error && (
            <div className="whole">
              <ProblemNote error={placing.error} safe={t('place.safe')} />
            </div>
          )}
        </div>
        <div className="panel-foot panel-foot-sticky">
          <span className="panel-foot-note small">{t('place.sign-words')}</span>
          <Button variant="default" onClick={() => void navigate('/orders')}>
            {t('act.back')}
          </Button>
          <Button type="submit" loading={placing.isPending}>
            {t('place.act')}
          </Button>
        </div>
      </section>
    </form>
  );
}
