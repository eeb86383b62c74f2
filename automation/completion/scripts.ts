import type { Shell } from "./candidates";

/**
 * The script that a shell loads: it asks `bin/deploy completion words` for the words that may follow. It works for every way
 * in which the program is called: `bin/deploy`, `./bin/deploy`, `deploy`.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_listbackup_deploy() {
  local IFS=$'\\n' word=\${COMP_WORDS[COMP_CWORD]}
  local found
  [ "$word" != "=" ] || word=""
  found=$("\${COMP_WORDS[0]}" completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null) || return
  if [ "$found" = ":files" ]; then
    compopt -o default 2>/dev/null
    COMPREPLY=()
  else
    compopt -o nosort 2>/dev/null
    COMPREPLY=($(compgen -W "$found" -- "$word"))
  fi
}
complete -F _listbackup_deploy deploy bin/deploy ./bin/deploy`,
  zsh: `#compdef deploy bin/deploy ./bin/deploy
_listbackup_deploy() {
  local -a found
  found=("\${(@f)$("\${words[1]}" completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ "\${found[1]}" == ":files" ]]; then
    _files
  else
    compadd -V listbackup -- "\${found[@]}"
  fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _listbackup_deploy deploy bin/deploy ./bin/deploy`,
  fish: `function __listbackup_deploy
    set -l words (commandline -opc) (commandline -ct)
    set -l found ($words[1] completion words -- $words[2..-1] 2>/dev/null)
    if test "$found[1]" = ":files"
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $found
    end
end
complete -c deploy -k -f -a '(__listbackup_deploy)'`,
};
