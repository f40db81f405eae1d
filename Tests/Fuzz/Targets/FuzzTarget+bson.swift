import BSON
import CallSignaling
import Foundation

extension FuzzTarget {
    /// Documents as the database sends them: calls, and all types there are.
    static func bson() throws -> FuzzTarget {
        let samples =
            try [sampleCall(isOver: false), sampleCall(isOver: true)].map { try BSONEncoder().encode($0).bytes } + [everyType.bytes]
        let mutator = Mutator(
            samples: samples, words: ["status", "\u{2}", "\u{3}", "\u{4}\0", "\u{10}a\0", "\u{8}b\0", "version", "participants"])
        return FuzzTarget(name: "bson") { random in
            random.once(in: 4) ? mutator.changed(document(&random, depth: 4).bytes, &random) : mutator.input(&random)
        } read: { input in
            let document: BSONDocument
            do throws(BSONError) {
                document = try BSONDocument(validating: input)
            } catch {
                return false
            }
            try require(document.bytes == input, "bytes were changed")
            try require(!document.relaxedJSON.isEmpty, "libbson cannot print what it found valid")
            try checkRewriting(document)
            try checkDecoding(document)
            return true
        }
    }

    /// Written anew from its elements it is the same document; some that may be written in several ways are settled by the first time.
    private static func checkRewriting(_ document: BSONDocument) throws {
        let once = BSONDocument(document.elements.map { ($0.key, $0.value) })
        let twice = BSONDocument(once.elements.map { ($0.key, $0.value) })
        try require(once.count == document.count, "\(document.count) elements became \(once.count)")
        try require(twice.bytes == once.bytes, "written twice it differs")
        do throws(BSONError) {
            _ = try BSONDocument(validating: once.bytes)
        } catch {
            throw Finding("what was written is malformed: \(error)")
        }
    }

    private static func checkDecoding(_ document: BSONDocument) throws {
        let call: Call
        do {
            call = try BSONDecoder().decode(Call.self, from: document)
        } catch is DecodingError {
            return
        }
        let bytes = try BSONEncoder().encode(call)
        try require(try BSONEncoder().encode(try BSONDecoder().decode(Call.self, from: bytes)) == bytes, "a call was read back as another")
    }

    private static func sampleCall(isOver: Bool) throws -> Call {
        let draft = CallDraft(
            id: CallID("7f9c24e8-3b12-4fef-91e0-1d2c3b4a5f60"), churchID: ChurchID("grace"), type: .video,
            caller: Member(id: MemberID("ann"), name: "Ann Ä", avatar: "https://pictures.example.org/ann.jpg"),
            callees: [
                Invitee(Member(id: MemberID("bob"), name: "Bob")), Invitee(Member(id: MemberID("cid"), name: "Cid"), isEngaged: true),
            ],
            community: Community(id: CommunityID("choir"), name: "Choir"))
        var (call, _) = Call.start(draft, at: Date(timeIntervalSince1970: 1_767_268_800))
        if isOver { _ = try call.handle(.deadlinePassed, at: Date(timeIntervalSince1970: 1_767_268_900)) }
        return call
    }

    private static let everyType: BSONDocument = [
        "double": .double(1.5), "string": "text", "document": ["a": ["b": ["c": .null]]], "array": [1, "two", [3]],
        "binary": .binary(subtype: 0, bytes: [1, 2, 3]), "old": .binary(subtype: 2, bytes: [1, 2]),
        "uuid": .binary(subtype: 4, bytes: .init(repeating: 7, count: 16)),
        "bool": true, "date": .date(Date(timeIntervalSince1970: 1_767_268_800.125)), "null": .null,
        "pattern": .regularExpression(pattern: "^a", options: "i"), "int32": .int32(-7), "int64": .int64(1 << 60),
        "timestamp": .timestamp(seconds: 7, increment: 9), "decimal": .decimal128(BSONDecimal128(low: 1, high: 0x3040_0000_0000_0000)),
        "code": .javaScript("f()"), "scoped": .javaScriptWithScope("f()", scope: ["x": 1]), "symbol": .symbol("s"), "undefined": .undefined,
        "minKey": .minKey, "maxKey": .maxKey,
    ]

    /// A document of any shape.
    private static func document(_ random: inout Randomness, depth: Int) -> BSONDocument {
        let keys = ["a", "status", "", "0", "é", "_id", "version", "participants", "x.y", "$ne"]
        let elements = (0..<random.below(5)).map { _ in (random.pick(keys), value(&random, depth: depth)) }
        return BSONDocument(elements)
    }

    private static func value(_ random: inout Randomness, depth: Int) -> BSONValue {
        switch random.below(depth > 0 ? 8 : 6) {
        case 0: .double(Double(bitPattern: random.next()))
        case 1: .string(random.pick(["", "text", "Ä", "\0", "active"]))
        case 2: .int64(Int64(bitPattern: random.next()))
        case 3: .date(Date(timeIntervalSince1970: Double(Int32(truncatingIfNeeded: random.next()))))
        case 4: .binary(subtype: random.byte(), bytes: Array(repeating: 7, count: random.below(20)))
        case 5: random.pick(everyType.elements.map(\.value))
        case 6: .document(document(&random, depth: depth - 1))
        default: .array((0..<random.below(4)).map { _ in value(&random, depth: depth - 1) })
        }
    }
}
