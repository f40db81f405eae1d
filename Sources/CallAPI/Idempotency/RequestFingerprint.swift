import Crypto

/// What a request asks, in short: SHA-256 over method, path, device and body. Stored, so it must not change from one version to the next.
enum RequestFingerprint {
    /// 64 hexadecimal digits. Each part goes with its length, so that none can pass for the end of another.
    static func make(method: String, path: String, device: String?, body: some Sequence<UInt8>) -> String {
        var hash = SHA256()
        let named: [UInt8] = device == nil ? [0] : [1]
        let parts = [Array(method.utf8), Array(path.utf8), named + Array((device ?? "").utf8), Array(body)]
        for part in parts {
            withUnsafeBytes(of: UInt64(part.count).littleEndian) { hash.update(bufferPointer: $0) }
            part.withUnsafeBytes { hash.update(bufferPointer: $0) }
        }
        return hash.finalize().map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
