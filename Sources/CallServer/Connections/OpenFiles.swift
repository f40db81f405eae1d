#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The process's limit of open files, of which each connection takes one.
enum OpenFiles {
    /// Files for everything but clients: the database's and the broker's connections, certificates, the log.
    private static let reserve = 256
    /// As many as are ever asked for.
    private static let most = rlim_t(1 << 20)

    /// The limit that holds; `Int.max` where that cannot be found out.
    static var limit: Int { current.map { Int(clamping: $0.rlim_cur) } ?? .max }

    /// Raises the soft limit to the hard one. Where that cannot be done it stays as it is.
    static func raiseLimit() {
        guard var limit = current else { return }
        let wanted = min(limit.rlim_max, most)
        guard limit.rlim_cur < wanted else { return }
        limit.rlim_cur = wanted
        _ = setrlimit(kind, &limit)
    }

    /// How many of `wanted` connections `limit` open files allow.
    static func connections(_ wanted: Int, of limit: Int) -> Int { min(wanted, max(limit - reserve, limit / 2)) }

    private static var current: rlimit? {
        var limit = rlimit()
        return getrlimit(kind, &limit) == 0 ? limit : nil
    }

    #if canImport(Glibc)
        private static let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let kind = RLIMIT_NOFILE
    #endif
}
