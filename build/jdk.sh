# shellcheck shell=bash
# Finds a JDK of the version that the product is built for. Sourced by ./s3gateway and ./mvnw.

jdk_needed=25

# The feature version of the JDK in $1, read from its release file: starting java to ask would take longer.
jdk_version() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Where JDKs usually are, the operator's own choice first.
jdk_candidates() {
    local java link
    printf '%s\n' "${S3GATEWAY_JAVA_HOME:-}" "${JAVA_HOME:-}"
    java=$(command -v java || true)
    while [ -n "$java" ] && link=$(readlink "$java"); do
        case $link in
            /*) java=$link ;;
            *) java=$(dirname "$java")/$link ;;
        esac
    done
    [ -z "$java" ] || dirname "$(dirname "$java")"
    printf '%s\n' /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
}

# Prints the home of the JDK to use. One that was chosen by name wins if it will do; else the newest.
find_jdk() {
    local home version best='' best_version=0
    if [ -n "${S3GATEWAY_JAVA_HOME:-}" ]; then
        version=$(jdk_version "$S3GATEWAY_JAVA_HOME") || version=0
        if [ "${version:-0}" -lt "$jdk_needed" ]; then
            echo "S3GATEWAY_JAVA_HOME is $S3GATEWAY_JAVA_HOME, but there is no JDK $jdk_needed or newer in it; name one there is, or unset it to have one looked for." >&2
            return 1
        fi
        printf '%s\n' "$S3GATEWAY_JAVA_HOME"
        return
    fi
    while IFS= read -r home; do
        [ -n "$home" ] || continue
        version=$(jdk_version "$home") || continue
        if [ "${version:-0}" -ge "$jdk_needed" ] && [ "$version" -gt "$best_version" ]; then
            best=$home best_version=$version
        fi
    done < <(jdk_candidates)
    if [ -z "$best" ]; then
        echo "No JDK $jdk_needed or newer was found; install one (for example from adoptium.net) or set S3GATEWAY_JAVA_HOME to where it is." >&2
        return 1
    fi
    printf '%s\n' "$best"
}
