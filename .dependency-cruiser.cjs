// Who may import whom. Each rule is proven by a planted fault in test/unit/layout/import-rules.test.ts.
const local = '^(core|gateway|workers|embedded|uploader-ui|scripts|test|dicom-samples)/';
const nodeBuiltIns = require('node:module').builtinModules.filter((name) => !name.startsWith('_'));
const nodeBuiltIn = `^(node:)?(${nodeBuiltIns.join('|')})$`;
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid('core-stands-alone', 'the domain knows no process, page or test', { path: '^core/' }, { path: local, pathNot: '^core/' }),
    forbid('errors-import-nothing', 'core/errors is the ground under everything', { path: '^core/errors/' }, { pathNot: '^core/errors/' }),
    forbid(
      'dicom-knows-errors-only',
      "the standard's part of the domain needs no database or setting",
      { path: '^core/dicom/' },
      { path: local, pathNot: '^core/(dicom|errors)/' },
    ),
    forbid(
      'contract-knows-itself-only',
      'the browser imports it',
      { path: '^core/contract/' },
      { path: local, pathNot: '^core/contract/' },
    ),
    forbid(
      'identity-knows-dicom-and-contract-only',
      'one judge for workers, desk and browser',
      { path: '^core/identity/' },
      { path: local, pathNot: '^core/(identity|contract|dicom|errors)/' },
    ),
    forbid('identity-is-free-of-node', 'the browser imports it', { path: '^core/identity/' }, { path: nodeBuiltIn, reachable: true }),
    forbid('contract-is-free-of-node', 'the browser imports it', { path: '^core/contract/' }, { dependencyTypes: ['core'] }),
    forbid('gateway-knows-no-worker', 'they meet in the database and the queue', { path: '^gateway/' }, { path: '^workers/' }),
    forbid('worker-knows-no-gateway', 'they meet in the database and the queue', { path: '^workers/' }, { path: '^gateway/' }),
    forbid(
      'pages-know-contract-identity-and-dicom-only',
      'what else the pages need comes through the API',
      { path: '^uploader-ui/' },
      { path: local, pathNot: '^(uploader-ui|core/contract|core/dicom|core/errors|core/identity)/' },
    ),
    forbid('pages-are-free-of-node', 'the pages run in a browser', { path: '^uploader-ui/src/' }, { path: nodeBuiltIn, reachable: true }),
    forbid(
      'server-knows-no-page',
      'the pages are built and served as files',
      { path: '^(core|gateway|workers|embedded)/' },
      { path: '^uploader-ui/' },
    ),
    forbid(
      'worker-stages-stand-apart',
      'a call would hide a retry boundary',
      { path: '^workers/([^/]+)/' },
      { path: '^workers/[^/]+/', pathNot: '^workers/$1/' },
    ),
    forbid(
      'doors-stand-apart',
      'three equal doors, each ends in gateway/store',
      { path: '^gateway/receive/([^/]+)/' },
      { path: '^gateway/receive/[^/]+/', pathNot: '^gateway/receive/$1/' },
    ),
    forbid('store-knows-no-door', 'every door promises the same', { path: '^gateway/store/' }, { path: '^gateway/receive/' }),
    forbid(
      'dcmjs-dimse-in-its-places',
      'elsewhere nothing speaks DIMSE',
      { path: '.', pathNot: '^(gateway/(receive|query|retrieve)/dimse|workers/(forward|confirm)|test|scripts)/' },
      { path: '(^|/)node_modules/dcmjs-dimse/|^dcmjs-dimse$' },
    ),
    forbid(
      'express-in-routes-only',
      'a handler is called with values, not with a framework',
      { path: '.', pathNot: '^gateway/http/|[/-]routes?[.]ts$|^test/' },
      { path: '(^|/)node_modules/express/|^express$', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'bullmq-in-its-places',
      'the queue can be lost and made again',
      { path: '.', pathNot: '^core/queue/|^gateway/enqueue/|(^|/)main[.]ts$|^test/' },
      { path: '(^|/)node_modules/bullmq/|^bullmq$' },
    ),
    forbid(
      'object-store-chosen-by-main',
      'everything else is handed an ObjectStore',
      { path: '.', pathNot: '(^|/)main[.]ts$|^core/object-store/|^(test|scripts)/' },
      { path: '^core/object-store/', pathNot: '^core/object-store/object-store[.]ts$' },
    ),
    forbid('nothing-imports-tests', 'what is shipped stands without them', { path: local, pathNot: '^test/' }, { path: '^test/' }),
    forbid(
      'nothing-imports-samples',
      'what is shipped stands without them',
      { path: '^(core|gateway|workers|embedded|uploader-ui)/' },
      { path: '^dicom-samples/' },
    ),
    forbid(
      'no-cycles',
      'a file can be read after those it imports',
      { path: local },
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid(
      'no-development-package-in-production',
      'an installation without them must run',
      { path: '^(core|gateway|workers|embedded)/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'imports-resolve',
      'an import that leads nowhere proves nothing about the others',
      { path: local },
      { couldNotResolve: true, pathNot: '^vite/client$' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|test-output)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
