import Testing

@testable import Cost

@Suite("Pieces whose cost is counted")
struct CostTests {
    @Test("do what they are for, and can be done again", arguments: CostPiece.all.map(\.name))
    func work(name: String) async throws {
        let piece = try #require(CostPiece.all.first { $0.name == name })
        let body = try await piece.prepare()
        for _ in 0..<3 { try await body() }
    }
}
