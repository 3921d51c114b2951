export * from './encode.js';
export * from './requestor.js';
export * from './send-part10-file.js';
