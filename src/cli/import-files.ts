import { Failure } from '../kernel/failure.ts'
import { isSameFile, requireWritable } from '../kernel/files.ts'

/** A file as it is named in the call. */
type Named = readonly [option: string, path: string | undefined]

/**
 * A report that would overwrite what is read is refused before anything is read, one that cannot be written before
 * anything is imported.
 * @throws Failure `kernel.file_twice` or `kernel.file_unwritable`
 */
export function checkFiles({
  file,
  map,
  report,
}: Readonly<Record<'file' | 'map' | 'report', string | undefined>>): void {
  const [ledger, mapping]: [Named, Named] = [
    ['FILE.xlsx', file],
    ['--map', map],
  ]
  refuseSame(mapping, ledger)
  if (report === undefined) return
  // It is written by way of the other two.
  for (const written of [report, `${report}.part`, `${report}.rows`]) {
    refuseSame(['--report', written], ledger)
    refuseSame(['--report', written], mapping)
  }
  requireWritable(report)
}

function refuseSame([option, file]: Named, [other, path]: Named): void {
  if (file !== undefined && path !== undefined && isSameFile(file, path))
    throw new Failure('invalid', 'kernel.file_twice', { option, other, file: path })
}
