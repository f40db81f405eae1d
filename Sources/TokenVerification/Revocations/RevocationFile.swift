import CallSignaling
public import FoundationEssentials

/// Revocations as lines of text, for those that cannot read the store: `faithflow-calls revoke --export` writes it, the broker's plugin reads it.
///
/// A first line that tells the format, one line for each revocation, and a last one with their number, without which the file was cut off. Fields are
/// parted by tabs; the ids of tokens, which may be any text, are in base64. Times are seconds since 1970.
public enum RevocationFile {
    private static let head = "faithflow revocations 1"
    /// Most bytes that are read: as many revocations as there can be, of the longest ids.
    public static let largest = 64 * 1_048_576

    /// The text of `revocations`.
    public static func text(_ revocations: [Revocation]) -> String {
        var lines = [head]
        for revocation in revocations {
            let until = "\(revocation.until.timeIntervalSince1970)"
            let revokedAt = "\(revocation.revokedAt.timeIntervalSince1970)"
            switch revocation.subject {
            case .token(let id): lines.append(["token", Data(id.utf8).base64EncodedString(), revokedAt, until].joined(separator: "\t"))
            case .member(let member, let church):
                lines.append(["member", church.rawValue, member.rawValue, revokedAt, until].joined(separator: "\t"))
            }
        }
        lines.append("end\t\(revocations.count)\n")
        return lines.joined(separator: "\n")
    }

    /// The revocations in a file's bytes. Throws `RevocationFileFailure`, and then none is good: one that is missed would let somebody in.
    public static func revocations(in data: Data) throws(RevocationFileFailure) -> [Revocation] {
        guard data.count <= largest else { throw .tooLarge }
        var lines = Array(data).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        guard lines.popFirst().map({ $0.elementsEqual(head.utf8) }) ?? false else { throw .unknownFormat }
        guard lines.popLast()?.isEmpty ?? false, let last = lines.popLast() else { throw .cutOff }
        guard String(decoding: last, as: UTF8.self) == "end\t\(lines.count)" else { throw .cutOff }
        guard lines.count <= RevocationList.limit else { throw .tooLarge }
        var revocations: [Revocation] = []
        revocations.reserveCapacity(lines.count)
        for line in lines {
            guard let revocation = revocation(line) else { throw .malformed }
            revocations.append(revocation)
        }
        return revocations
    }

    /// Splits bytes, not characters: the broker's one thread waits for all lines of a long list.
    private static func revocation(_ line: ArraySlice<UInt8>) -> Revocation? {
        let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        switch (fields.first, fields.count) {
        case ("token", 4):
            guard let data = Data(base64Encoded: fields[1]), let id = String(validating: data, as: UTF8.self) else { return nil }
            return revocation(.token(id), fields[2], fields[3])
        case ("member", 5):
            guard let church = ChurchID(validating: fields[1]), let member = MemberID(validating: fields[2]) else { return nil }
            return revocation(.member(member, church), fields[3], fields[4])
        default: return nil
        }
    }

    private static func revocation(_ subject: Revocation.Subject, _ revokedAt: String, _ until: String) -> Revocation? {
        guard let revokedAt = Double(revokedAt), let until = Double(until), revokedAt.isFinite, until.isFinite else { return nil }
        return Revocation(
            subject, revokedAt: Date(timeIntervalSince1970: revokedAt), until: Date(timeIntervalSince1970: until))
    }
}

/// Why a file of revocations is of no use.
public enum RevocationFileFailure: String, Error, Sendable, Hashable, CustomStringConvertible {
    /// It has too many bytes or lines.
    case tooLarge = "too many revocations"
    /// It does not begin as such a file does.
    case unknownFormat = "no file of revocations that is understood here"
    /// Its last line is missing.
    case cutOff = "a file that was cut off"
    /// A line cannot be read.
    case malformed = "a line that cannot be read"

    /// In a few words.
    public var description: String { rawValue }
}
