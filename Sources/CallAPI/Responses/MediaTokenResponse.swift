/// Answer of `POST …/token`; both empty without a media server.
struct MediaTokenResponse: AnswerBody {
    let token: String
    let url: String

    enum CodingKeys: String, CodingKey {
        case token = "livekit_token"
        case url = "livekit_url"
    }
}
