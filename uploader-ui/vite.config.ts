import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const gateway = 'http://127.0.0.1:8080';

export default defineConfig({
  root: path('.'),
  plugins: [react()],
  resolve: {
    alias: [
      { find: /^#core\/(.*)\.js$/, replacement: `${path('../core')}/$1.ts` },
      // dicom-parser asks for it to inflate on Node; here the browser's own DecompressionStream does that.
      { find: 'zlib', replacement: path('./src/features/uploader/reading/no-zlib.ts') },
    ],
  },
  worker: { format: 'es' },
  build: {
    outDir: path('../dist/uploader-ui/public'),
    emptyOutDir: true,
    target: 'es2023',
    // One page application behind a sign-in: Mantine and React come in one chunk, once.
    chunkSizeWarningLimit: 1300,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': gateway, '/dicom-web': gateway, '^/orders/[^/]+/dicom-web': gateway, '/health': gateway },
  },
});
