# shellcheck shell=bash
# Finds what the scripts and the build need, and installs the Debian packages that are missing.

PATH="$PATH:/usr/sbin:/sbin" # where Debian keeps mosquitto; not on the path of ordinary users

# Whether what Debian's package $1 brings is there, wherever it came from.
is_present() {
    case $1 in
        libmosquitto-dev) pkg-config --exists libmosquitto 2>/dev/null ;;
        mosquitto-dev) [[ -e /usr/include/mosquitto_broker.h && -e /usr/include/mosquitto_plugin.h ]] ;;
        libmongoc-dev) pkg-config --exists libmongoc-1.0 2>/dev/null ;;
        libbson-dev) pkg-config --exists libbson-1.0 2>/dev/null ;;
        mosquitto-clients) command -v mosquitto_sub >/dev/null && command -v mosquitto_pub >/dev/null ;;
        coturn) command -v turnserver >/dev/null && command -v turnutils_uclient >/dev/null ;;
        binutils) command -v strip >/dev/null ;;
        python3-pip) python3 -m pip --version >/dev/null 2>&1 ;;
        python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        ca-certificates) [[ -e /etc/ssl/certs/ca-certificates.crt || -e /etc/ssl/cert.pem ]] ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

# Installs those of the packages $@ that are missing; tells which, where it may not.
require_packages() {
    local package missing=()
    for package in "$@"; do
        is_present "$package" || missing+=("$package")
    done
    ((${#missing[@]} > 0)) || return 0
    command -v apt-get >/dev/null || fail "missing: ${missing[*]} (names of Debian's packages)"
    ((EUID == 0)) || fail "missing: ${missing[*]}; as root: apt-get install ${missing[*]}"
    note "Installing ${missing[*]}"
    apt_get update
    apt_get install -y --no-install-recommends "${missing[@]}"
}

apt_get() {
    # As in single-user mode: what is installed is not started as a service of the machine (invoke-rc.d(8)).
    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq "$@" </dev/null >&2 || fail "apt-get $1 failed"
}

require_swift() {
    command -v swift >/dev/null || fail "no swift on the path; Swift 6.2 or later is needed (swift.org/install)"
}

# What a build needs.
require_build_dependencies() {
    require_swift
    require_packages pkg-config libmosquitto-dev mosquitto-dev libmongoc-dev libbson-dev
}

# What starting broker and database needs.
require_server_dependencies() {
    require_packages mosquitto mosquitto-clients curl openssl python3 unzip
}
