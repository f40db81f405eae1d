import CallSignaling

/// Answer of `/api/broker-token`: how to log in at the broker.
struct BrokerTokenResponse: AnswerBody {
    /// The password.
    let token: String
    let username: String
    /// The client id, which the token is good for alone.
    let clientID: String
    let expiresAt: Timestamp

    enum CodingKeys: String, CodingKey {
        case token, username
        case clientID = "client_id"
        case expiresAt = "expires_at"
    }
}
