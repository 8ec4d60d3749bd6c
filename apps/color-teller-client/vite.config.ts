import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the page into `dist`, which the gateway serves. */
export default defineConfig({
  root: 'src/client',
  plugins: [react()],
  build: {
    outDir: '../../dist',
    emptyOutDir: true,
    // The page's policy allows no data: URLs, and nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'baseline-widely-available',
  },
  // `pnpm dev`: the page from sources, the answers from a gateway that runs beside.
  server: { proxy: { '/gateway': process.env.GATEWAY ?? 'http://127.0.0.1:8080' } },
});
