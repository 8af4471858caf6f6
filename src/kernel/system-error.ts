/** Whether an error is the operating system's (or Node's) with one of these codes, such as `ENOENT`. */
export function isSystemError<C extends string>(
  error: unknown,
  ...codes: readonly C[]
): error is Error & { readonly code: C } {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code)
}
