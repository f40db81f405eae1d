/// The buffer of one encoding, and the documents in it that are still open.
///
/// Invariant: what is before the innermost open document's end is well-formed, so that closing all of them gives a document.
final class BSONEncoderState {
    /// The place of a value to come: the type byte that was reserved for it.
    struct Slot {
        /// Offset of the type byte; -1 at the top level.
        let typeOffset: Int
        /// How many documents are open around it.
        let depth: Int

        static let root = Slot(typeOffset: -1, depth: 0)
    }

    /// A document or array that is open.
    struct Frame {
        let start: Int
        let typeOffset: Int
        let isArray: Bool
        var count = 0
    }

    private static let maximumSize = 48_000_000
    private static let none = -2
    private static let unusable = -3

    // Used by one thread, never re-entered: the checks at run time would cost a tenth of the encoding.
    @exclusivity(unchecked) var writer = BSONWriter()
    let userInfo: [CodingUserInfoKey: any Sendable]
    @exclusivity(unchecked) private(set) var frames: [Frame] = []
    @exclusivity(unchecked) private var pending = -1
    private var failure: EncodingError?

    init(userInfo: [CodingUserInfoKey: any Sendable]) {
        self.userInfo = userInfo
        writer.bytes.reserveCapacity(2_048)
        frames.reserveCapacity(8)
    }

    /// Closes everything and hands the document over.
    func finish() throws -> BSONDocument {
        if let failure { throw failure }
        close(to: 0)
        if writer.bytes.isEmpty { return BSONDocument() }
        guard writer.bytes.count <= Self.maximumSize else { throw BSONError.tooLarge(bytes: writer.bytes.count) }
        return BSONDocument(trusted: writer.bytes)
    }

    /// Opens a document or array in `slot`, or finds the one that is open there. `nil`, and a failure at the end, when that is impossible.
    func open(_ slot: Slot, isArray: Bool, path: CodingPath) -> Frame? {
        if frames.count > slot.depth, frames[slot.depth].typeOffset == slot.typeOffset, frames[slot.depth].isArray == isArray {
            close(to: slot.depth + 1)
            return frames[slot.depth]
        }
        do {
            try fill(slot, isArray ? .array : .document, path: path)
        } catch {
            failure = failure ?? error
            return nil
        }
        let frame = Frame(start: writer.begin(), typeOffset: slot.typeOffset, isArray: isArray)
        frames.append(frame)
        return frame
    }

    /// Sets the type of the value in `slot`, whose bytes follow.
    func fill(_ slot: Slot, _ type: BSONType, path: CodingPath) throws(EncodingError) {
        guard pending == slot.typeOffset, frames.count == slot.depth else {
            throw Self.invalid("value written out of order or twice", path)
        }
        if slot.typeOffset < 0 {
            guard type == .document else { throw Self.invalid("a BSON document cannot be a single \(type)", path) }
        } else {
            writer.bytes[slot.typeOffset] = type.rawValue
        }
        pending = Self.none
    }

    /// Reserves the next element of the document that began at `start`, `depth` levels deep.
    func element(_ key: String?, start: Int, depth: Int, path: @autoclosure () -> CodingPath) throws(EncodingError) -> Slot {
        guard frames.count > depth, frames[depth].start == start else { throw Self.invalid("container used after it was closed", path()) }
        close(to: depth + 1)
        settle()
        let offset = writer.bytes.count
        writer.bytes.append(0)
        if let key {
            guard write(key) else {
                writer.bytes.removeLast(writer.bytes.count - offset)
                throw Self.invalid("a key cannot contain U+0000", path())
            }
        } else {
            writer.index(frames[depth].count)
            frames[depth].count += 1
        }
        pending = offset
        return Slot(typeOffset: offset, depth: depth + 1)
    }

    /// An element whose value follows at once.
    func element(
        _ key: String?, _ type: BSONType, start: Int, depth: Int, path: @autoclosure () -> CodingPath
    ) throws(EncodingError) {
        let slot = try element(key, start: start, depth: depth, path: path())
        writer.bytes[slot.typeOffset] = type.rawValue
        pending = Self.none
    }

    /// An element for a nested container or a superclass; a failure shows when the encoding ends.
    func reserve(_ key: String?, start: Int, depth: Int, path: CodingPath) -> Slot {
        do {
            return try element(key, start: start, depth: depth, path: path)
        } catch {
            failure = failure ?? error
            return Slot(typeOffset: Self.unusable, depth: depth + 1)
        }
    }

    /// A value that encoded nothing is an empty document, as with the encoders of Foundation.
    func settle() {
        guard pending >= 0 else { return }
        writer.bytes[pending] = BSONType.document.rawValue
        writer.bytes.append(contentsOf: [5, 0, 0, 0, 0])
        pending = Self.none
    }

    static func invalid(_ reason: String, _ path: CodingPath) -> EncodingError {
        .invalidValue(reason, .init(codingPath: path.keys, debugDescription: reason))
    }

    private func close(to depth: Int) {
        while frames.count > depth {
            settle()
            writer.end(frames.removeLast().start)
        }
    }

    private func write(_ key: String) -> Bool {
        let start = writer.bytes.count
        writer.text(key)
        let isClean = !writer.bytes[start...].contains(0)
        writer.bytes.append(0)
        return isClean
    }
}
