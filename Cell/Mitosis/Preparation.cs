namespace Cell.Mitosis;

/// <summary>The shell scripts by which a machine is made a stem cell, and blank of Cell again. Run as root; every step may be done twice.</summary>
internal static class Preparation
{
    public const int Occupied = 64;
    public const int Foreign = 65;
    public const int Unfit = 66;

    /// <param name="signers">allowed_signers: who may sign binaries.</param>
    /// <param name="roots">PEM of the roots.</param>
    /// <param name="user">The pool's account.</param>
    /// <param name="poolKey">Public key line.</param>
    public static string Install(string signers, string roots, string user, string poolKey) => $$"""
        {{Start(user, poolKey)}}
        for tool in flock gzip ssh-keygen getent timeout head awk sshd systemctl install; do
            command -v "$tool" >/dev/null || { echo "$tool is missing there" >&2; exit {{Unfit}}; }
        done
        [ ! -e {{MachineFiles.State}} ] || { echo "a cell lives there, or is on its way" >&2; exit {{Occupied}}; }
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
        [ -d "$home/.ssh" ] || install -d -m 700 -o "$user" -g "$group" "$home/.ssh"
        [ -e "$keys" ] || install -m 600 -o "$user" -g "$group" /dev/null "$keys"
        edit '{{Receptor.KeyLine(poolKey, user)}}'
        """;

    public static string Remove(string user, string poolKey) => $$"""
        {{Start(user, poolKey)}}
        [ ! -e {{MachineFiles.State}} ] || { echo "a cell lives there, or is on its way" >&2; exit {{Occupied}}; }
        [ ! -e "$keys" ] || edit ''
        rm -rf {{MachineFiles.Library}} {{MachineFiles.Staging}}
        rm -f {{Sudoers}}
        """;

    private const string Sudoers = "/etc/sudoers.d/cell-receptor";

    private static string Start(string user, string poolKey) => $$"""
        set -eu
        PATH=/usr/sbin:/usr/bin:/sbin:/bin
        umask 022
        user={{user}}
        entry=$(getent passwd "$user") || { echo "there is no account $user there" >&2; exit {{Unfit}}; }
        home=$(echo "$entry" | cut -d : -f 6) group=$(echo "$entry" | cut -d : -f 4)
        keys=$home/.ssh/authorized_keys
        for part in "$home" "$home/.ssh" "$keys"; do
            [ ! -L "$part" ] || { echo "$part is a symbolic link there" >&2; exit {{Unfit}}; }
        done
        # edit LINE: the pool key's lines go, and those of keys before it; LINE comes; owner and mode stay.
        edit() {
            next=$(mktemp "$home/.ssh/.cell.XXXXXX")
            cp -p "$keys" "$next"
            grep -avF -e '{{AuthorizedKeys.BlobOf(poolKey)}}' -e '{{MachineFiles.Receptor}}" ' "$keys" >"$next" || [ $? = 1 ]
            if [ -n "$1" ]; then
                [ -z "$(tail -c 1 "$next")" ] || echo >>"$next"
                printf '%s\n' "$1" >>"$next"
            fi
            mv "$next" "$keys"
        }
        """;
}
