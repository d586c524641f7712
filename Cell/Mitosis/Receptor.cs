namespace Cell.Mitosis;

/// <summary>All that the pool key can run on a stem cell: takes a signed binary from stdin, checks it, and runs its implant. Root-owned.</summary>
internal static class Receptor
{
    public const int Version = 1;

    public static readonly string Script = $$"""
        #!/bin/sh
        # Cell receptor {{Version}}: takes a cell's binary, signed by this machine's organism, and runs its implant. Nothing else.
        set -eu
        PATH=/usr/sbin:/usr/bin:/sbin:/bin S={{MachineFiles.Staging}} L={{MachineFiles.Library}} U={{MachineFiles.Units}}
        umask 077
        if [ "${1:-}" = receive ]; then
            IFS=' ' read -r name version organism bytes signature sample rest
            [ "$name $version $rest" = "cell 1 " ] || { echo "not a cell's greeting" >&2; exit 64; }
            for number in "$bytes" "$signature" "$sample"; do case $number in '' | 0* | *[!0-9]* | ??????????*) exit 64 ;; esac; done
            [ "$bytes" -le 134217728 ] && [ "$sample" -le "$bytes" ] && [ "$signature" -le 4096 ] || exit 64
            head -c "$signature" >"$S/in/signature"
            exec 3>&1
            # A length on a line of its own and so many bytes, until a length of 0.
            pieces() { while read -r piece && [ "$piece" != 0 ]; do case $piece in '' | *[!0-9]* | ??????????*) exit 64 ;; esac; head -c "$piece"; done; }
            # The first bytes come as they are: between the two lines lies the time that the link takes for them.
            {
                echo took >&3; head -c "$sample"; echo took >&3
                read -r packing
                case $packing in none) pieces ;; gzip) pieces | gzip -dc ;; esac
            } | head -c "$bytes" | tee "$S/in/cell" | ssh-keygen -Y verify -f "$L/allowed_signers" -I root -n cell-binary -s "$S/in/signature" >/dev/null
            # On a full disk tee goes on without the file.
            [ "$(wc -c <"$S/in/cell")" = "$bytes" ] || { echo "the binary could not be stored" >&2; exit 73; }
            exit 0
        fi
        # What a birth that was cut off before its claim left behind: there is no guard yet that would do it.
        sweep() (
            exec 8>"$S/lock"
            flock -n 8 && [ ! -e {{MachineFiles.State}} ] && [ ! -L {{MachineFiles.State}} ] || exit 0
            [ -e "$L/cell" ] || [ -e "$L/cell.new" ] || [ -e "$S/made" ] || [ -e "$U/{{MachineFiles.GuardService}}" ] || exit 0
            systemctl stop {{MachineFiles.GuardTimer}} {{MachineFiles.GuardPath}} 2>/dev/null || :
            rm -f "$L/cell" "$L/cell.new" "$U"/cell-guard.* "$U"/*.wants/cell-guard.* "$U"/.cell*.* "$S"/.state.json.* "$S"/.made.*
            while read -r folder; do rmdir "$folder" 2>/dev/null || :; done <"$S/made" 2>/dev/null || :
            rm -f "$S/made"
            systemctl daemon-reload
        )
        mkdir -p "$S"
        exec 9>"$S/receiving"
        flock -w 2 9 || { echo "busy: another mother is here" >&2; exit 75; }
        trap 'rm -rf "$S/in"' EXIT
        trap 'exit 75' HUP INT PIPE TERM
        sweep || :
        rm -rf "$S/in" && mkdir "$S/in"
        printf '#!/bin/sh\n' >"$S/in/try" && chmod 700 "$S/in/try"
        init=none run=noexec held=blank
        [ ! -d /run/systemd/system ] || init=systemd
        ! "$S/in/try" 2>/dev/null || run=exec
        [ ! -e {{MachineFiles.State}} ] && [ ! -L {{MachineFiles.State}} ] || held=taken
        set -- "$S"/relic/*
        [ -e "$1" ] || shift
        echo "cell-receptor {{Version}} $(uname -m) $(getconf GNU_LIBC_VERSION 2>/dev/null | tr ' ' - || echo other) $(df -Pk "$S" | awk 'NR == 2 { print $4 }') $init $run $held $# $(date +%s)"
        timeout 100 "$0" receive || { code=$?; echo "refused: no binary signed by this machine's organism came" >&2; exit "$code"; }
        chmod 700 "$S/in/cell"
        code=0
        "$S/in/cell" implant || code=$?
        sweep || :
        exit "$code"

        """;

    /// <summary>The one line of the pool key, for root or a user who may run the receptor by sudo.</summary>
    public static string KeyLine(string poolKey, string user) =>
        $"restrict,command=\"{(user == "root" ? "" : "sudo -n ")}{MachineFiles.Receptor}\" {poolKey}";
}
