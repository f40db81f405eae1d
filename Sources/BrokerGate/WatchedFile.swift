import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that is read when it has changed, which its size, its time and its place on the disk tell.
struct WatchedFile {
    private struct Stamp: Equatable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        let seconds: Int
        let nanoseconds: Int
    }

    /// Where it is.
    let path: String
    private var stamp: Stamp?

    init(_ path: String) { self.path = path }

    /// Whether it has changed since `read()` last succeeded; also true while it cannot be looked at.
    var hasChanged: Bool { Self.stamp(of: path).map { $0 != stamp } ?? true }

    /// Its bytes. Throws if it cannot be read; then it still counts as changed.
    mutating func read() throws(GateFailure) -> Data {
        // Looked at before it is read: if it changes in between, it will be read once too often.
        let found = Self.stamp(of: path)
        // Nothing is read of an empty file: FoundationEssentials (Swift 6.3) loses 4 KiB each time.
        guard let found, let data = found.size == 0 ? Data() : FileManager.default.contents(atPath: path) else {
            stamp = nil
            throw GateFailure("the file \(path) cannot be read")
        }
        stamp = found
        return data
    }

    private static func stamp(of path: String) -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        return Stamp(
            device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(truncatingIfNeeded: status.st_ino),
            size: Int64(status.st_size),
            seconds: time.tv_sec, nanoseconds: time.tv_nsec)
    }
}
