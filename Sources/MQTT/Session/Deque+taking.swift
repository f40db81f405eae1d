internal import DequeModule

extension Deque {
    /// Takes out the first `count` elements, or all when there are fewer.
    mutating func takeFirst(_ count: Int) -> Deque {
        guard count < self.count else {
            defer { self = Deque() }
            return self
        }
        defer { removeFirst(count) }
        return Deque(prefix(count))
    }
}
