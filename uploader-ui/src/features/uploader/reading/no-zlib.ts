/** Stands for Node's zlib, which a browser does not have; nothing calls it. */
export const inflateRawSync = undefined;
