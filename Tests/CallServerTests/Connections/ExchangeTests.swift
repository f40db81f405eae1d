import NIOCore
import Testing

@testable import CallServer

/// How long each step of a request may take. The clock is turned by hand.
@Suite struct ExchangeTests {
    private let limits = HTTPLimits(headTimeout: 10, requestTimeout: 15, idleTimeout: 60)

    private func at(_ seconds: Double) -> NIODeadline { .uptimeNanoseconds(1_000) + TimeAmount(fractional: seconds) }

    private func exchange() -> Exchange { Exchange(limits, at: at(0)) }

    @Test func newConnectionHasTheTimeOfAHead() {
        var exchange = exchange()
        #expect(exchange.deadline == at(10))
        #expect(exchange.overdue == .close)
        exchange.readBytes(at: at(9))
        #expect(exchange.deadline == at(10))
        #expect(exchange.overdue == .refuse)
    }

    @Test func requestHasItsTimeFromTheFirstByte() {
        var exchange = exchange()
        exchange.readBytes(at: at(1))
        exchange.readBytes(at: at(3))
        exchange.readHead(at: at(4))
        #expect(exchange.deadline == at(16))
        #expect(exchange.overdue == .refuse)
        exchange.readEnd(at: at(14))
        #expect(exchange.deadline == at(29))
        #expect(exchange.overdue == .close)
    }

    @Test func answeredConnectionMayRest() {
        var exchange = exchange()
        exchange.readHead(at: at(1))
        exchange.readEnd(at: at(1))
        let isLast = exchange.answerBegins()
        #expect(!isLast)
        let next = exchange.answerEnds(at: at(2))
        #expect(next == .goOn)
        #expect(exchange.deadline == at(62))
        exchange.readBytes(at: at(50))
        #expect(exchange.deadline == at(60))
        #expect(exchange.overdue == .refuse)
    }

    @Test func answerThatGoesOnHasNoEndWhileItIsTaken() {
        var exchange = exchange()
        exchange.readHead(at: at(1))
        exchange.readEnd(at: at(1))
        _ = exchange.answerBegins()
        exchange.answerGoesOn()
        #expect(exchange.deadline == .distantFuture)
        exchange.takes(false, at: at(1_000))
        exchange.takes(false, at: at(1_010))
        #expect(exchange.deadline == at(1_015))
        #expect(exchange.overdue == .close)
        exchange.takes(true, at: at(1_011))
        #expect(exchange.deadline == .distantFuture)
        _ = exchange.answerEnds(at: at(2_000))
        #expect(exchange.deadline == at(2_060))
    }

    @Test func answerBeforeTheBodyIsTheLast() {
        var exchange = exchange()
        exchange.readHead(at: at(1))
        let isLast = exchange.answerBegins()
        #expect(isLast)
        #expect(exchange.overdue == .close)
        let next = exchange.answerEnds(at: at(2))
        #expect(next == .finish)
        exchange.end(at: at(2))
        #expect(exchange.deadline == at(4))
        #expect(exchange.overdue == .close)
    }

    @Test func pipelinedRequestPaysNotForTheOneBefore() {
        var exchange = exchange()
        for second in [1.0, 2.0] {
            exchange.readHead(at: at(second))
            exchange.readEnd(at: at(second))
        }
        exchange.readHead(at: at(3))  // its body is to come
        #expect(exchange.unanswered == 3)
        var isLast = exchange.answerBegins()
        #expect(!isLast)
        var next = exchange.answerEnds(at: at(12))
        #expect(next == .goOn)
        #expect(exchange.deadline == at(27))
        #expect(exchange.overdue == .close)
        isLast = exchange.answerBegins()
        #expect(!isLast)
        next = exchange.answerEnds(at: at(20))
        #expect(next == .goOn)
        #expect(exchange.deadline == at(35))
        #expect(exchange.overdue == .refuse)
    }

    @Test func clientWhoReadsNoAnswerIsLeft() {
        var exchange = exchange()
        exchange.readHead(at: at(1))
        exchange.readEnd(at: at(1))
        let isLast = exchange.answerBegins()  // and the rest of it is never taken
        #expect(!isLast)
        exchange.readBytes(at: at(5))
        #expect(exchange.deadline == at(16))
        #expect(exchange.overdue == .close)
    }

    @Test func noEventBringsADeadlineNearerThanTheShortestLimit() {
        var exchange = exchange()
        #expect(exchange.shortestLimit == Exchange.lingering)
        exchange.readHead(at: at(0))
        exchange.end(at: at(1))
        #expect(exchange.deadline >= at(1) + exchange.shortestLimit)
    }
}
