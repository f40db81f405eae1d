/// Numbers that look random and are the same for the same seed, target and index (SplitMix64): so each input can be made again by itself.
struct Randomness: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64, target: String, index: UInt64) {
        state = seed
        for byte in target.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
        state ^= next() &+ index &* 0x9E37_79B9_7F4A_7C15
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 to `limit` - 1; 0 where there is nothing to choose from.
    mutating func below(_ limit: Int) -> Int { limit > 0 ? Int(next() % UInt64(limit)) : 0 }

    /// True once in so many times.
    mutating func once(in count: Int) -> Bool { below(count) == 0 }

    /// One of `items`, which must not be empty.
    mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

    /// A range within so many positions, mostly a short one.
    mutating func range(in count: Int) -> Range<Int> {
        let start = below(count + 1)
        let longest = once(in: 4) ? count - start : min(count - start, 8)
        return start..<start + below(longest + 1)
    }

    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }
}
