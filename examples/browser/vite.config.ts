import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** Only a page that is isolated from other origins may share memory with the threads of WebAssembly. */
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  resolve: { tsconfigPaths: true },
  server: { headers, fs: { allow: ['../..'] } },
  preview: { headers },
  worker: { format: 'es' },
  build: { target: 'es2022', chunkSizeWarningLimit: 2000 },
  // It finds its WebAssembly beside itself, and would not where it is bundled ahead of time.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
})
