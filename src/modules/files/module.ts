import { defineModule } from '../../kernel/module.ts'
import { readFile } from './read-file.ts'
import { sweepFiles } from './sweep.ts'
import { uploadFile } from './upload-file.ts'
import { words } from './words.ts'

export const filesModule = defineModule({
  name: 'files',
  owns: ['files', 'file_contents'],
  uploads: [uploadFile],
  downloads: [readFile],
  jobs: [sweepFiles],
  words: [words],
})
