import { orderDetail, orderList } from '#core/contract/orders.js';
import { sessionAnswer, tokenAnswer } from '#core/contract/session.js';
import { type StudyDetail, type StudyListItem, studyDetail, studyList } from '#core/contract/studies.js';

// The demo accounts' password; it is no secret (they exist on the loopback address only).
const demoPassword = 'demo-only-password';

/** Asks the gateway as other programs do: with a token of a demo account. */
export class GatewayClient {
  readonly #url: string;
  readonly token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.token = token;
  }

  static async signIn(url: string, username: string): Promise<GatewayClient> {
    const session = await post(`${url}/api/session`, {}, { username, password: demoPassword });
    const cookie = session.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const { csrfToken } = sessionAnswer.parse(await session.json());
    const headers = { cookie, 'x-csrf-token': csrfToken };
    const made = await post(`${url}/api/tokens`, headers, { name: 'benchmark', expiresInDays: 1 });
    return new GatewayClient(url, tokenAnswer.parse(await made.json()).token);
  }

  async get(path: string): Promise<Response> {
    const answer = await fetch(`${this.#url}${path}`, { headers: { authorization: `Bearer ${this.token}` } });
    if (!answer.ok) throw new Error(`GET ${path.split('?')[0]} was answered with ${answer.status}`);
    return answer;
  }

  /** Finds a study among the hundred that arrived last. */
  async findStudy(studyInstanceUID: string): Promise<StudyListItem | undefined> {
    const answer = await this.get('/api/studies?state=all&limit=100');
    return studyList.parse(await answer.json()).studies.find((study) => study.studyInstanceUID === studyInstanceUID);
  }

  async readStudy(id: string): Promise<StudyDetail> {
    return studyDetail.parse(await (await this.get(`/api/studies/${id}`)).json());
  }

  /** Finds the called AE title of the order for a patient, by family name. */
  async calledAETitleFor(familyName: string): Promise<string> {
    const { orders } = orderList.parse(await (await this.get('/api/orders')).json());
    const order = orders.find(({ patient, state }) => state === 'signed' && patient.familyName === familyName);
    if (!order) throw new Error(`there is no signed order for ${familyName}`);
    return orderDetail.parse(await (await this.get(`/api/orders/${order.id}`)).json()).calledAETitle;
  }
}

async function post(url: string, headers: Record<string, string>, body: object): Promise<Response> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${new URL(url).pathname} was answered with ${answer.status}`);
  return answer;
}
