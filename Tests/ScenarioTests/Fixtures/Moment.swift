import Foundation

/// Lets time pass where time itself is the behaviour under test: a phone that is away for a while, a deadline that comes.
func letTimePass(until date: Date) async throws {
    let seconds = date.timeIntervalSinceNow
    if seconds > 0 { try await Task.sleep(for: .seconds(seconds)) }
}

/// Runs `body` for each element, at most `width` at once, and returns the results in order.
func concurrently<Element: Sendable, Result: Sendable>(
    _ elements: [Element], width: Int = 32, _ body: @escaping @Sendable (Element) async throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        var results: [Int: Result] = [:]
        for (index, element) in elements.enumerated() {
            if index >= width, let (done, result) = try await group.next() { results[done] = result }
            group.addTask { (index, try await body(element)) }
        }
        for try await (done, result) in group { results[done] = result }
        return elements.indices.compactMap { results[$0] }
    }
}
