import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import example from '../../../examples/browser/vite.config.ts'

export default defineConfig({ ...example, root: fileURLToPath(new URL('.', import.meta.url)) })
