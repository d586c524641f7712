namespace Cell.Mitosis;

/// <summary>The shell scripts by which a machine is made a stem cell, and blank of Cell again. Run as root; every step may be done twice.</summary>
internal static class Preparation
{
    public const int Occupied = 64;
    public const int Foreign = 65;
    public const int Unfit = 66;

    private const string Sudoers = "/etc/sudoers.d/cell-receptor";

    /// <param name="signers">allowed_signers: who may sign binaries.</param>
    /// <param name="roots">PEM of the roots.</param>
    /// <param name="user">The pool's account.</param>
    /// <param name="poolKey">Public key line.</param>
    public static string Install(string signers, string roots, string user, string poolKey) => $$"""
        {{Start(user, poolKey)}}
        for tool in flock gzip ssh-keygen getent timeout head awk sshd systemctl install stat sed; do
            command -v "$tool" >/dev/null || { echo "$tool is missing there" >&2; exit {{Unfit}}; }
        done
        {{Blank}}
        new=$(mktemp) && trap 'rm -f "$new"' EXIT
        cat >"$new" <<'CELL-ROOTS'
        {{roots.Trim()}}
        CELL-ROOTS
        [ ! -e {{MachineFiles.Roots}} ] || cmp -s "$new" {{MachineFiles.Roots}} || { echo "it is prepared for another organism: there, cell pool remove takes that off" >&2; exit {{Foreign}}; }
        install -d -m 755 {{MachineFiles.Library}}
        install -d -m 700 {{MachineFiles.Staging}}
        (umask 077; : >>{{MachineFiles.Lock}}; : >>{{MachineFiles.Staging}}/receiving)
        install -m 644 "$new" {{MachineFiles.Roots}}
        cat >"$new" <<'CELL-SIGNERS'
        {{signers.Trim()}}
        CELL-SIGNERS
        install -m 644 "$new" {{MachineFiles.AllowedSigners}}
        cat >"$new" <<'CELL-RECEPTOR'
        {{Receptor.Script.TrimEnd()}}
        CELL-RECEPTOR
        install -m 755 "$new" {{MachineFiles.Receptor}}
        if [ "$user" != root ]; then
            command -v visudo >/dev/null || { echo "sudo is missing there, and $user is not root" >&2; exit {{Unfit}}; }
            echo "$user ALL=(root) NOPASSWD: {{MachineFiles.Receptor}} \"\"" >"$new"
            visudo -cqf "$new"
            install -m 440 "$new" {{Sudoers}}
        fi
        {{PutLine(user, poolKey)}}
        """;

    /// <summary>The new key's line in the place of the old one's; a machine on which a cell lives is left to its guard.</summary>
    public static string Rekey(string user, string poolKey) => $$"""
        {{Start(user, poolKey)}}
        {{Blank}}
        [ -x {{MachineFiles.Receptor}} ] || { echo "it is not prepared" >&2; exit {{Unfit}}; }
        {{PutLine(user, poolKey)}}
        """;

    public static string Remove(string user, string poolKey) => $$"""
        {{Start(user, poolKey)}}
        {{Blank}}
        forget
        rm -rf {{MachineFiles.Library}} {{MachineFiles.Staging}}
        rm -f {{Sudoers}}
        """;

    /// <summary>After the end of whatever lived there, and once its relics are collected: nothing of a cell is left, and no way in.</summary>
    public static string Wipe(string user, string poolKey) => $$"""
        {{Start(user, poolKey)}}
        forget
        rm -f {{MachineFiles.Units}}/cell.service {{MachineFiles.Units}}/cell-guard.* {{MachineFiles.Units}}/*.wants/cell.service {{MachineFiles.Units}}/*.wants/cell-guard.*
        systemctl daemon-reload
        systemctl reset-failed 'cell*' 2>/dev/null || true
        rm -rf {{MachineFiles.Data}} /run/private/cell {{MachineFiles.Binary}} {{MachineFiles.Binary}}.*
        rm -f {{MachineFiles.DataLink}} {{MachineFiles.Runtime}} 2>/dev/null || rm -rf {{MachineFiles.DataLink}} {{MachineFiles.Runtime}}
        [ ! -f {{MachineFiles.Staging}}/made ] || while read -r folder; do rmdir "$folder" 2>/dev/null || true; done <{{MachineFiles.Staging}}/made
        rm -rf {{MachineFiles.Staging}}
        """;

    // For a cell that is there, and for one that somebody else may be bringing.
    private const string Blank = $$"""
        [ ! -e {{MachineFiles.State}} ] && [ ! -L {{MachineFiles.State}} ] || { echo "a cell lives there, or is on its way: cell pool clean ends it" >&2; exit 64; }
        """;

    private static string PutLine(string user, string poolKey) => $$"""
        folder=$(dirname "$keys")
        case $keys in "$home"/*) of=$user to=$group open=700 readable=600 ;; *) of=root to=root open=755 readable=644 ;; esac
        [ -d "$folder" ] || install -d -m "$open" -o "$of" -g "$to" "$folder"
        [ -e "$keys" ] || install -m "$readable" -o "$of" -g "$to" /dev/null "$keys"
        edit "$keys" '{{Receptor.KeyLine(poolKey, user)}}'
        for file in $others; do [ ! -e "$file" ] || edit "$file" ''; done
        """;

    // The line goes into the first file that sshd reads for the account, and out of all of them.
    private static string Start(string user, string poolKey) => $$"""
        set -eu
        PATH=/usr/sbin:/usr/bin:/sbin:/bin
        umask 022
        user={{user}}
        unfit() { echo "$1" >&2; exit {{Unfit}}; }
        entry=$(getent passwd "$user") || unfit "there is no account $user there"
        id=$(echo "$entry" | cut -d : -f 3) group=$(echo "$entry" | cut -d : -f 4) home=$(echo "$entry" | cut -d : -f 6)
        says=$(sshd -T -C "user=$user,host=localhost,addr=127.0.0.1" 2>&1) || unfit "sshd -T says: $(echo "$says" | tail -n 1)"
        files=$(echo "$says" | awk '$1 == "authorizedkeysfile" { for (i = 2; i <= NF; i++) if ($i != "none") print $i }' | sed "s|%h|$home|g; s|%u|$user|g; s|%U|$id|g; s|%%|%|g; s|^[^/]|$home/&|")
        keys=$(echo "$files" | head -n 1) others=$(echo "$files" | tail -n +2)
        [ -n "$keys" ] || unfit "its sshd reads no file of keys for $user (AuthorizedKeysFile)"
        # Before anything is touched: no part of the paths is a link, or belongs to a third.
        for file in $files; do
            at=$file
            while [ "$at" != / ]; do
                [ ! -L "$at" ] || unfit "$at is a symbolic link there"
                if [ -e "$at" ]; then
                    owner=$(stat -c %u "$at")
                    [ "$owner" = 0 ] || [ "$owner" = "$id" ] || unfit "$at belongs to user $owner there, not to $user"
                fi
                at=$(dirname "$at")
            done
        done
        # ours OPTION FILE: grep for the lines of the pool's keys and of witnesses.
        ours() { grep -a "$1" -e '{{AuthorizedKeys.BlobOf(poolKey)}}' -e '{{MachineFiles.Receptor}}" ' -e '^restrict,command="echo [0-9a-f]\{32\}",expiry-time=' "$2"; }
        # edit FILE LINE: those lines go; LINE comes; line ends, owner and mode stay.
        edit() {
            count=$(ours -c "$1") || [ $? = 1 ]
            # Nothing of it there and none to come; or already as it shall be, whatever stands around it.
            [ -n "$2" ] || [ "$count" != 0 ] || return 0
            [ -z "$2" ] || [ "$count" != 1 ] || ! grep -aqxF -e "$2" "$1" || return 0
            end=''
            ! grep -aq "$(printf '\r')\$" "$1" || end=$(printf '\r')
            next=$(mktemp "$(dirname "$1")/.cell.XXXXXX")
            cp -p "$1" "$next"
            ours -v "$1" >"$next" || [ $? = 1 ]
            open=''
            # grep ends the last line if nobody did.
            if [ -n "$(tail -c 1 "$1")" ] && ! tail -n 1 "$1" | ours -q -; then truncate -s -1 "$next"; open=yes; fi
            if [ -n "$2" ]; then
                [ -z "$open" ] || printf '%s\n' "$end" >>"$next"
                printf '%s%s\n' "$2" "$end" >>"$next"
            fi
            chcon --reference="$1" "$next" 2>/dev/null || true
            sync "$next"
            mv "$next" "$1"
        }
        forget() { for file in $files; do [ ! -e "$file" ] || edit "$file" ''; done; }
        """;
}
