/// What Expo's answers mean (docs.expo.dev, *Send notifications with the Expo Push Service*, errors).
extension VendorAnswer {
    private struct Details: Decodable {
        let error: String?
    }

    private struct Ticket: Decodable {
        let status: String
        let details: Details?
    }

    private struct Tickets: Decodable {
        let data: [Ticket]
    }

    private struct Refusal: Decodable {
        struct Content: Decodable {
            let code: String?
        }

        let errors: [Content]
    }

    /// Whether the request was refused for what is in it: messages for apps of several projects, or one that is malformed or too large.
    var isOfBadBatch: Bool { status == 400 || status == 413 }

    /// The result of each of `count` messages.
    func expoResults(_ count: Int) -> [PushResult] {
        guard status == 200 else {
            let result = result(decoded(as: Refusal.self)?.errors.first?.code)
            return Array(repeating: result, count: count)
        }
        guard let tickets = decoded(as: Tickets.self)?.data, tickets.count == count else {
            return Array(repeating: .rejected(reason: "answer without a ticket for each message"), count: count)
        }
        return tickets.map(result)
    }

    private func result(of ticket: Ticket) -> PushResult {
        switch (ticket.status, ticket.details?.error) {
        case ("ok", _): .delivered
        case (_, "DeviceNotRegistered"): .tokenDead(since: nil)
        case (_, "MessageRateExceeded"): .retry(after: retryAfter, reason: reason("MessageRateExceeded"))
        case (_, let code): .rejected(reason: reason(code ?? "unnamed"))
        }
    }
}
