// What `npm start` runs: builds what is not up to date, then is the launcher, in one process. No shell stands between, so that whoever ends this
// process ends the product.
await import('./build.mjs');
await import('../dist/embedded/main.js');
