/// Runs `work` once for each of `0..<count`, all at once, and returns the results in the order of the numbers.
func concurrently<R: Sendable>(_ count: Int, _ work: @escaping @Sendable (Int) async throws -> R) async rethrows -> [R] {
    try await withThrowingTaskGroup(of: (Int, R).self) { group in
        for number in 0..<count { group.addTask { (number, try await work(number)) } }
        var results: [(Int, R)] = []
        for try await result in group { results.append(result) }
        return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
}
