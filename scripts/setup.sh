# shellcheck shell=sh
# Sourced by the scripts: goes to the top of the checkout and provides what they need, checking before installing.
cd "$(dirname "$0")/.." || exit 6
TOP=$(pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

case $(uname -m) in
    x86_64) RID=linux-x64 ;;
    aarch64) RID=linux-arm64 ;;
    *) echo "Cell builds on x86_64 and aarch64; this is $(uname -m)." >&2; exit 6 ;;
esac
export TOP RID

# may_be_root: whether nursery and sites can work here without asking anybody.
may_be_root() { [ "$(uname -s)" = Linux ] && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else echo "Needs root or sudo for: $*" >&2; return 1
    fi
}

# need_packages PACKAGE…: installs those Debian packages that are missing.
need_packages() {
    missing=
    for package; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    echo "Installing$missing" >&2
    # shellcheck disable=SC2086
    { as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q $missing ||
        { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q $missing; }; } >/dev/null 2>&1 ||
        { echo "Could not install:$missing. Try: apt-get update && apt-get install$missing" >&2; exit 6; }
}

# need_dotnet: the SDK that global.json names, from PATH or ~/.dotnet, else by the vendor's install script.
need_dotnet() {
    if ! command -v dotnet >/dev/null && [ -x "$HOME/.dotnet/dotnet" ]; then
        PATH="$HOME/.dotnet:$PATH"
    fi
    if ! dotnet --version >/dev/null 2>&1; then
        need_packages curl ca-certificates libicu72
        installer=$(mktemp)
        { curl -fsSL --max-time 60 https://dot.net/v1/dotnet-install.sh -o "$installer" 2>/dev/null && bash "$installer" --channel 10.0 >/dev/null; } || {
            echo "The .NET 10 SDK is missing and its install script could not be fetched." >&2
            echo "Install the package dotnet-sdk-10.0 (https://learn.microsoft.com/dotnet/core/install/linux-debian), or unpack the SDK into ~/.dotnet." >&2
            exit 6
        }
        rm -f "$installer"
        PATH="$HOME/.dotnet:$PATH"
    fi
    export PATH
}
