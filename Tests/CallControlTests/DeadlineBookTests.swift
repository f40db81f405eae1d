import CallSignaling
import Foundation
import Testing

@testable import CallControl

@Suite("Deadlines in memory")
struct DeadlineBookTests {
    private let key = CallKey(ChurchID("grace"), CallID("11111111-1111-4111-8111-111111111111"))
    private let noon = Date(timeIntervalSince1970: 1_767_268_800)

    @Test("the latest version's deadline counts, whichever comes first", arguments: [[1, 2, 3], [3, 2, 1], [2, 3, 1], [1, 3, 2]])
    func order(versions: [Int]) {
        var book = DeadlineBook()
        for version in versions { book.schedule(key, noon.addingTimeInterval(Double(version * 10)), version: version) }
        #expect(book.takeDue(at: noon.addingTimeInterval(29)).isEmpty)
        #expect(book.takeDue(at: noon.addingTimeInterval(30)) == [key])
        #expect(book.takeDue(at: noon.addingTimeInterval(100)).isEmpty)
    }

    @Test("a nearer deadline of a later version counts, and none at all")
    func nearer() {
        var book = DeadlineBook()
        book.schedule(key, noon.addingTimeInterval(45), version: 1)
        book.schedule(key, noon.addingTimeInterval(5), version: 2)
        book.schedule(key, noon.addingTimeInterval(45), version: 1)
        #expect(book.takeDue(at: noon.addingTimeInterval(5)) == [key])
        book.finish(key)
        book.schedule(key, noon.addingTimeInterval(45), version: 3)
        book.schedule(key, nil, version: 4)
        #expect(book.takeDue(at: noon.addingTimeInterval(100)).isEmpty)
    }

    @Test("versions that leave the deadline as it is take no memory")
    func same() {
        var book = DeadlineBook()
        for version in 1...10_000 { book.schedule(key, noon, version: version) }
        #expect(book.takeDue(at: noon) == [key])
        #expect(book.earliest == nil)
    }
}
