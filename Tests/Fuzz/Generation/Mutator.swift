/// Makes inputs out of good ones, by changes that parsers stumble over: flipped bits, wrong lengths, cut and doubled parts, deep nesting, huge numbers,
/// text that is not UTF-8, parts of other inputs.
struct Mutator: Sendable {
    /// Longest input, bytes: a little more than the largest that most readers look at.
    static let longest = 16_384

    /// Good inputs.
    let samples: [[UInt8]]
    /// Words that mean something to the reader.
    let words: [[UInt8]]

    init(samples: [[UInt8]], words: [String] = []) {
        self.samples = samples
        self.words = words.map { Array($0.utf8) } + Self.oddities
    }

    init(samples: [String], words: [String] = []) { self.init(samples: samples.map { Array($0.utf8) }, words: words) }

    private static let oddities: [[UInt8]] =
        [
            "\0", "\u{FEFF}", "\u{202E}", "\u{0301}", "\u{1F468}\u{200D}\u{1F469}", "\u{212A}", "%00", "%2F", "%", "\\", "\"", "'", "\r\n",
            "\t",
            "0", "-0", "-1", "1e308", "1e999", "-1e999", "9223372036854775807", "-9223372036854775809", "18446744073709551616", "0x10",
            "1e-400", "NaN", "Infinity", "null", "true", "\\ud800", "\\udc00\\ud800", "\\u0000", "{}", "[]", "+", "#", "/", "$", "..",
        ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80]]

    /// One of the samples, as it is or changed a few times.
    func input(_ random: inout Randomness) -> [UInt8] { changed(random.pick(samples), &random) }

    /// `bytes`, changed a few times or, now and then, not at all.
    func changed(_ bytes: [UInt8], _ random: inout Randomness) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<random.pick([0, 1, 1, 1, 1, 2, 2, 3, 5, 8]) { change(&bytes, &random) }
        return bytes.count > Self.longest ? Array(bytes.prefix(Self.longest)) : bytes
    }

    private func change(_ bytes: inout [UInt8], _ random: inout Randomness) {
        switch random.below(14) {
        case 0: if !bytes.isEmpty { bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8)) }
        case 1: if !bytes.isEmpty { bytes[random.below(bytes.count)] = random.byte() }
        case 2: bytes.insert(random.byte(), at: random.below(bytes.count + 1))
        case 3: bytes.removeSubrange(random.range(in: bytes.count))
        case 4: double(&bytes, &random)
        case 5, 6: bytes.insert(contentsOf: random.pick(words), at: random.below(bytes.count + 1))
        case 7, 8: bytes.replaceSubrange(random.range(in: bytes.count), with: random.pick(words))
        case 9: splice(&bytes, &random)
        case 10: overwriteNumber(&bytes, &random)
        case 11: replaceDigits(&bytes, &random)
        case 12: nest(&bytes, &random)
        default: bytes = Array(bytes.prefix(random.below(bytes.count + 1)))
        }
    }

    /// Repeats a part, at times very often.
    private func double(_ bytes: inout [UInt8], _ random: inout Randomness) {
        let range = random.range(in: bytes.count)
        let part = Array(bytes[range])
        let times = random.once(in: 10) ? random.below(2_000) : random.below(4)
        for _ in 0..<min(times, Self.longest / max(part.count, 1)) { bytes.insert(contentsOf: part, at: range.upperBound) }
    }

    /// Puts a part of another sample in the place of a part.
    private func splice(_ bytes: inout [UInt8], _ random: inout Randomness) {
        let other = random.pick(samples)
        let part = Array(other[random.range(in: other.count)])
        bytes.replaceSubrange(random.range(in: bytes.count), with: part)
    }

    /// Writes a number of four or eight bytes somewhere, such as a length that is wrong.
    private func overwriteNumber(_ bytes: inout [UInt8], _ random: inout Randomness) {
        let near = Int64(bytes.count) + Int64(random.below(9)) - 4
        let number = random.pick([
            0, 1, -1, 4, 5, near, Int64(random.below(64)), Int64(Int32.max), Int64(Int32.min), Int64.max, Int64.min,
            Int64(Int32.max) - near,
        ])
        let width = random.once(in: 3) ? 8 : 4
        guard bytes.count >= width else { return }
        let start = random.below(bytes.count - width + 1)
        for index in 0..<width { bytes[start + index] = UInt8(truncatingIfNeeded: number >> Int64(8 * index)) }
    }

    /// Makes another number of the first one behind some place.
    private func replaceDigits(_ bytes: inout [UInt8], _ random: inout Randomness) {
        let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
        guard let start = bytes[random.below(bytes.count)...].firstIndex(where: isDigit) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.endIndex
        bytes.replaceSubrange(start..<end, with: random.pick(words))
    }

    /// Puts brackets around a part, at times very many.
    private func nest(_ bytes: inout [UInt8], _ random: inout Randomness) {
        let (open, close) = random.pick([("[", "]"), ("{\"a\":", "}"), ("[[", ""), ("\"", "\"")])
        let depth = random.once(in: 6) ? random.below(3_000) : random.below(6)
        let range = random.range(in: bytes.count)
        bytes.insert(contentsOf: Array(repeating: Array(close.utf8), count: depth).joined(), at: range.upperBound)
        bytes.insert(contentsOf: Array(repeating: Array(open.utf8), count: depth).joined(), at: range.lowerBound)
    }
}
