/// The methods of LiveKit's API that are used, as their paths have them.
enum TwirpMethod: String, Sendable {
    case createRoom = "RoomService/CreateRoom"
    case deleteRoom = "RoomService/DeleteRoom"
    case listRooms = "RoomService/ListRooms"
    case listParticipants = "RoomService/ListParticipants"
    case removeParticipant = "RoomService/RemoveParticipant"
    case mutePublishedTrack = "RoomService/MutePublishedTrack"
    case startRoomCompositeEgress = "Egress/StartRoomCompositeEgress"
    case stopEgress = "Egress/StopEgress"
    case listEgress = "Egress/ListEgress"
}
