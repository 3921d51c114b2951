import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { stages, workerStages } from '#core/pipeline/stages.js';

const projectFolder = join(import.meta.dirname, '../../..');
const foldersOf = (path: string) =>
  readdirSync(join(projectFolder, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

const gatewayStages = ['receive', 'store', 'enqueue'];
const besideTheWay = { gateway: ['query', 'retrieve', 'portal', 'http', 'dicomweb'], workers: ['housekeeping', 'attachments', 'forward'] };

describe('stages of the image', () => {
  it('are folders of the gateway or of the workers, each under its own word', () => {
    for (const stage of gatewayStages) expect(foldersOf('gateway')).toContain(stage);
    for (const stage of Object.keys(workerStages)) expect(foldersOf('workers')).toContain(stage);
  });

  it('are the only folders there beside those that stand beside the way', () => {
    expect(foldersOf('gateway').filter((name) => ![...gatewayStages, ...besideTheWay.gateway].includes(name))).toEqual([]);
    expect(
      foldersOf('workers').filter((name) => !(stages as readonly string[]).includes(name) && !besideTheWay.workers.includes(name)),
    ).toEqual([]);
  });

  it('keep their order: what a worker does comes after what the gateway does', () => {
    expect(stages.slice(0, 3)).toEqual(gatewayStages);
    expect(Object.keys(workerStages).every((stage) => (stages as readonly string[]).indexOf(stage) >= gatewayStages.length)).toBe(true);
  });

  it('stand in one layout: no folder is named after a drawer', () => {
    const drawers = ['utils', 'helpers', 'common', 'shared'];
    for (const top of ['core', 'gateway', 'workers', 'embedded', 'uploader-ui/src']) {
      if (existsSync(join(projectFolder, top))) expect(foldersOf(top).filter((name) => drawers.includes(name))).toEqual([]);
    }
  });
});
