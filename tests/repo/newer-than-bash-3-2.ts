/**
 * What bash 3.2 (macOS) or the BSD tools do not know. ShellCheck does not look for it. Each pattern is tried on lines
 * without their comments.
 */
export const NEWER_THAN_BASH_3_2: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'associative array', pattern: /\b(declare|local|typeset|readonly)\s+-[a-z]*A/ },
  { what: 'name reference', pattern: /\b(declare|local|typeset)\s+-[a-z]*n/ },
  { what: 'global declaration', pattern: /\b(declare|typeset)\s+-[a-z]*g/ },
  { what: 'mapfile or readarray', pattern: /\b(mapfile|readarray)\b/ },
  { what: 'change of case in an expansion', pattern: /\$\{\w+(\[[^\]]*\])?(,|\^)/ },
  { what: 'transformation in an expansion', pattern: /\$\{\w+(\[[^\]]*\])?@[A-Za-z]\}/ },
  { what: 'negative index or length', pattern: /\$\{\w+(\[-\d|:[^}:]*:\s*-\d)/ },
  { what: '&>> redirection', pattern: /&>>/ },
  { what: '|& pipe', pattern: /\|&/ },
  { what: 'named file descriptor', pattern: /\{\w+\}[<>]/ },
  { what: ';& or ;;& in case', pattern: /;;?&/ },
  { what: 'coproc', pattern: /\bcoproc\b/ },
  { what: 'wait -n', pattern: /\bwait\s+-n/ },
  { what: 'time format of printf', pattern: /%\([^)]*\)T/ },
  {
    what: 'shell variable of a newer bash',
    pattern: /\$\{?(EPOCHSECONDS|EPOCHREALTIME|SRANDOM|BASHPID)\b(?!:?-)/,
  },
  { what: '-v test', pattern: /\[\[?\s+(!\s+)?-v\s/ },
  { what: 'shopt of a newer bash', pattern: /\bshopt\b.*\b(globstar|lastpipe|inherit_errexit)\b/ },
  { what: 'array that may be empty under set -u', pattern: /(?<!\+)"\$\{\w+\[[@*]\]\}"/ },
  { what: 'GNU readlink -f', pattern: /\breadlink\s+-[a-z]*f/ },
  { what: 'GNU sed -i', pattern: /\bsed\s+(-[a-zA-Z]+\s+)*-i/ },
  { what: 'GNU date', pattern: /\bdate\s+(-d|--date|.*%N)/ },
  { what: 'grep -P', pattern: /\bgrep\s+-[a-zA-Z]*P/ },
  { what: 'timeout, which macOS does not have', pattern: /(^|[;&|(]\s*|\brun\s+)timeout\s/ },
];

/** The findings in one file, as `line: what`. */
export function findNewerThanBash32(source: string): readonly string[] {
  return source.split('\n').flatMap((line, index) => {
    const code = line.replace(/(^|\s)#.*$/, '');
    return NEWER_THAN_BASH_3_2.filter(({ pattern }) => pattern.test(code)).map(
      ({ what }) => `line ${index + 1}: ${what}: ${line.trim()}`,
    );
  });
}
