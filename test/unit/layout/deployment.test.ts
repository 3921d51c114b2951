import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSettings, settingsSchema } from '#core/config/settings.js';

const projectFolder = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(projectFolder, path), 'utf8');

type Node = string | Node[] | { [key: string]: Node };

/** Reads the part of YAML that the file uses: nested mappings, lists of scalars, comments. */
function parseYaml(text: string): Record<string, Node> {
  const root: Record<string, Node> = {};
  const open: { indent: number; node: Record<string, Node>; key?: string }[] = [{ indent: -1, node: root }];
  for (const line of text.split('\n')) {
    if (!line.trim() || line.trim().startsWith('#')) continue;
    const indent = line.search(/\S/);
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const parent = open.at(-1);
    if (!parent) throw new Error(`no place for: ${line}`);
    const item = /^\s*- (.*)$/.exec(line);
    const entry = /^\s*([\w.-]+):(?: (.*))?$/.exec(line);
    const container = parent.key ? parent.node[parent.key] : parent.node;
    if (item && parent.key) {
      const list = Array.isArray(container) ? container : [];
      list.push(item[1] ?? '');
      parent.node[parent.key] = list;
    } else if (entry?.[1] && container && typeof container === 'object' && !Array.isArray(container)) {
      container[entry[1]] = entry[2]?.replace(/^'(.*)'$/, '$1') ?? {};
      if (entry[2] === undefined) open.push({ indent, node: container, key: entry[1] });
    } else throw new Error(`not understood: ${line}`);
  }
  return root;
}

interface Service {
  command?: string;
  environment?: Record<string, string>;
  ports?: string[];
  healthcheck?: Record<string, string>;
  volumes?: string[];
}

const compose = parseYaml(read('docker-compose.yml')) as unknown as { services: Record<string, Service>; volumes: Record<string, unknown> };
const { gateway, worker, proxy, redis } = compose.services;
const fill = (text: string) =>
  text.replace(
    /\$\{(\w+)(?::[?-]([^}]*))?\}/g,
    (_all, name: string, other: string) => ({ PUBLIC_URL: 'https://images.example.org' })[name] ?? other ?? name,
  );

describe('docker-compose.yml', () => {
  it('names only settings that exist', () => {
    for (const service of [gateway, worker]) {
      expect(Object.keys(service?.environment ?? {}).filter((name) => !(name in settingsSchema.shape))).toEqual([]);
    }
  });

  it('gives values that the settings accept', () => {
    for (const service of [gateway, worker]) {
      const environment = Object.fromEntries(Object.entries(service?.environment ?? {}).map(([name, value]) => [name, fill(value)]));
      expect(() => readSettings(environment)).not.toThrow();
      expect(readSettings(environment).DEMO).toBe(false);
    }
  });

  it('lets gateways and workers share database, queue and instances', () => {
    for (const name of ['DATABASE_URL', 'REDIS_URL', 'OBJECT_STORE', 'DATA_DIR']) {
      expect(worker?.environment?.[name]).toBe(gateway?.environment?.[name]);
    }
    expect(worker?.volumes).toEqual(gateway?.volumes);
  });

  it('holds no secret: each comes from the environment and has no default', () => {
    const secrets = read('docker-compose.yml').match(/\$\{POSTGRES_PASSWORD[^}]*\}/g) ?? [];
    expect(secrets.length).toBeGreaterThan(0);
    expect(secrets.every((text) => text.includes(':?'))).toBe(true);
  });

  it('publishes the ports on which the proxy listens, and the proxy reaches those of the gateway', () => {
    const nginx = read('deploy/nginx.conf');
    const published = (proxy?.ports ?? []).map((text) => fill(text).split(':')[1]);
    expect([...nginx.matchAll(/listen (\d+);/g)].map((match) => match[1]).sort()).toEqual([...published].sort());
    const reached = [...nginx.matchAll(/server gateway:(\d+);/g)].map((match) => match[1]);
    expect(reached).toEqual([gateway?.environment?.HTTP_PORT, gateway?.environment?.DIMSE_PORT]);
    expect(gateway?.healthcheck?.test).toContain(`:${gateway?.environment?.HTTP_PORT}/health/ready`);
  });

  it('starts programs that the build makes', () => {
    for (const service of [gateway, worker]) {
      const source = service?.command?.replace(/^node dist\//, '').replace(/js$/, 'ts');
      expect(() => read(source ?? '')).not.toThrow();
    }
  });

  it('keeps the queue: Redis appends to a file and evicts nothing', () => {
    expect(redis?.command).toContain('--appendonly yes');
    expect(redis?.command).toContain('--maxmemory-policy noeviction');
  });
});

describe('deploy/nginx.conf', () => {
  it('buffers no request and no answer, and limits no body', () => {
    const nginx = read('deploy/nginx.conf');
    for (const line of ['proxy_request_buffering off;', 'proxy_buffering off;', 'client_max_body_size 0;', 'proxy_next_upstream off;']) {
      expect(nginx).toContain(line);
    }
  });
});

describe('Dockerfile', () => {
  it('runs as an ordinary user on a supported Node', () => {
    const dockerfile = read('Dockerfile');
    expect(dockerfile).toMatch(/^USER node$/m);
    expect([...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1])).toEqual(['node:20-bookworm-slim', 'node:20-bookworm-slim']);
  });
});
