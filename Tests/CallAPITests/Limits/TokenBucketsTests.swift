import Testing

@testable import CallAPI

/// Token buckets by a clock that stands in the test's hand.
@Suite struct TokenBucketsTests {
    @Test func oneMayTakeAllAtOnceThenOneAtATime() {
        var buckets = TokenBuckets(perMinute: 60, limit: 10)
        for _ in 0..<60 { #expect(buckets.take(1, at: 0) == nil) }
        #expect(isAbout(buckets.take(1, at: 0), 1))
        #expect(isAbout(buckets.take(1, at: 0.25), 0.75))
        #expect(buckets.take(1, at: 1) == nil)
        #expect(isAbout(buckets.take(1, at: 1), 1))
        for _ in 0..<60 { #expect(buckets.take(1, at: 61) == nil) }
        #expect(buckets.take(1, at: 61) != nil)
    }

    @Test(arguments: [1, 2, 7, 300, 1_000_000])
    func whoWaitsAsLongAsHeIsToldGetsOne(perMinute: Int) throws {
        var buckets = TokenBuckets(perMinute: perMinute, limit: 10)
        var now = 12_345.678
        for _ in 0..<min(perMinute, 400) { #expect(buckets.take(1, at: now) == nil) }
        buckets.empty(1, for: 60 / Double(perMinute), at: now)
        for _ in 0..<50 {
            let taken = buckets.take(1, at: now)
            let wait = try #require(taken)
            #expect(wait > 0 && wait <= 60 / Double(perMinute) + 0.001)
            #expect(buckets.take(1, at: now + wait * 0.5) != nil)
            now += wait
            #expect(buckets.take(1, at: now) == nil)
        }
    }

    @Test func keysAreApartAndRefusalsCostNothing() {
        var buckets = TokenBuckets(perMinute: 2, limit: 10)
        for _ in 0..<2 { _ = buckets.take(1, at: 0) }
        for _ in 0..<100 { #expect(isAbout(buckets.take(1, at: 0), 30)) }
        #expect(buckets.take(2, at: 0) == nil)
        #expect(buckets.wait(for: 2, at: 0) == nil)
        #expect(buckets.take(1, at: 30) == nil)
    }

    @Test func zeroLimitsNothing() {
        var buckets = TokenBuckets(perMinute: 0, limit: 10)
        for _ in 0..<1_000 { #expect(buckets.take(1, at: 0) == nil) }
        buckets.empty(1, for: 100, at: 0)
        #expect(buckets.take(1, at: 0) == nil)
        #expect(buckets.count == 0)
    }

    @Test func fullBucketsAreForgotten() {
        var buckets = TokenBuckets(perMinute: 60, limit: 1_000)
        for key in 0..<500 { _ = buckets.take(key, at: 0) }
        for _ in 0..<10 { _ = buckets.take(0, at: 0) }
        #expect(buckets.count == 500)
        _ = buckets.take(1_000, at: 1)
        #expect(buckets.count == 2, "the one that is not full yet, and the new one")
        _ = buckets.take(1_000, at: 100)
        #expect(buckets.count == 1)
    }

    /// Whoever has emptied his bucket does not get a new one by filling the table with others.
    @Test func anEmptyBucketStaysInACrowd() {
        var buckets = TokenBuckets(perMinute: 10, limit: 100)
        for _ in 0..<10 { _ = buckets.take(-1, at: 0) }
        for key in 0..<10_000 { #expect(buckets.take(key, at: 0) == nil, "others are let through") }
        #expect(buckets.count == 100)
        #expect(isAbout(buckets.take(-1, at: 0), 6))
    }

    /// A table full of empty buckets locks out nobody who is new.
    @Test func aTableOfEmptyBucketsLetsOthersThrough() {
        var buckets = TokenBuckets(perMinute: 3, limit: 50)
        for key in 0..<50 { for _ in 0..<3 { _ = buckets.take(key, at: 0) } }
        for key in 50..<1_000 { #expect(buckets.take(key, at: 0) == nil) }
        for key in 0..<50 { #expect(buckets.take(key, at: 0) != nil) }
        #expect(buckets.count == 50)
    }

    /// Against a plain model without bounds: what is said is the same, whatever the order.
    @Test(arguments: 1...5)
    func agreesWithAPlainModel(seed: UInt64) {
        var random = Steps(state: seed)
        var buckets = TokenBuckets(perMinute: 30, limit: 1_000)
        var tokens: [Int: (left: Double, at: Double)] = [:]
        var now = 0.0
        for _ in 0..<5_000 {
            now += Double(random.next() % 50) / 1_000
            let key = Int(random.next() % 20)
            let (left, at) = tokens[key] ?? (30, now)
            let present = min(30, left + (now - at) / 2)
            let isThere = present > 1 - 1e-6
            #expect((buckets.take(key, at: now) == nil) == isThere)
            tokens[key] = (isThere ? present - 1 : present, now)
        }
        #expect(buckets.count <= 20)
    }

    private func isAbout(_ wait: Double?, _ seconds: Double) -> Bool { wait.map { abs($0 - seconds) < 1e-6 } ?? false }
}

/// Numbers that come out the same each time (SplitMix64).
private struct Steps {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
