import CallControl
import CallSignaling
import FoundationEssentials

/// Answer of `GET` and `PUT /api/dnd`.
struct DoNotDisturbResponse: AnswerBody {
    let enabled: Bool
    let until: Nullable<Timestamp>

    /// What holds of `setting` at `now`.
    init(_ setting: DoNotDisturb?, now: Date) {
        let holding = setting.flatMap { $0.holds(at: now) ? $0 : nil }
        enabled = holding != nil
        until = Nullable(holding?.until)
    }
}
