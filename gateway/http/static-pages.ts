import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler } from 'express';
import { GatewayError } from '#core/errors/gateway-error.js';

/** The folder of package.json, whether this runs as TypeScript or built below dist/. */
function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Where the built pages are. */
export const pagesFolder = (): string => join(projectFolder(), 'dist/uploader-ui/public');

/** Serves the built pages' files; those with a hash in their name never change. */
export function servePages(folder: string): RequestHandler {
  return express.static(folder, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    setHeaders(response, path) {
      const hashed = /[\\/]assets[\\/]/.test(path) || /[-.][0-9A-Za-z_-]{8,}\.(js|css|woff2|wasm|webp|svg|png)$/.test(path);
      response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

/** Gives index.html for the addresses that the pages themselves know, and 404 for the rest. */
export function serveIndex(folder: string): RequestHandler {
  return (request, response, next) => {
    const wantsPage = (request.method === 'GET' || request.method === 'HEAD') && request.accepts(['json', 'html']) === 'html';
    if (!wantsPage || !existsSync(join(folder, 'index.html'))) return next(new GatewayError('not-found'));
    response.locals.routePattern = '/*';
    response.sendFile('index.html', { root: folder, cacheControl: false, headers: { 'Cache-Control': 'no-cache' } }, (error) => {
      if (error && !response.headersSent) next(error);
    });
  };
}
