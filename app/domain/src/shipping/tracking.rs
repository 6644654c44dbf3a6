//! Where a parcel is: the state is the one of the event that happened last, never of the one that arrived last.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What an event means, whoever the carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackingState {
    /// 揽收
    Collected,
    /// 在途
    InTransit,
    /// 派件
    OutForDelivery,
    /// 疑难
    Problem,
    /// 退回
    Returned,
    /// 签收
    Delivered,
}

impl TrackingState {
    /// All of them, in the order forms offer them.
    pub const ALL: [TrackingState; 6] = [
        TrackingState::Collected,
        TrackingState::InTransit,
        TrackingState::OutForDelivery,
        TrackingState::Delivered,
        TrackingState::Problem,
        TrackingState::Returned,
    ];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            TrackingState::Collected => "collected",
            TrackingState::InTransit => "in_transit",
            TrackingState::OutForDelivery => "out_for_delivery",
            TrackingState::Delivered => "delivered",
            TrackingState::Problem => "problem",
            TrackingState::Returned => "returned",
        }
    }

    /// Reads the database's word.
    pub fn parse(text: &str) -> Option<TrackingState> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// The state a parcel is in: the latest event's; of several at one instant the furthest.
pub fn current(events: &[(DateTime<Utc>, TrackingState)]) -> Option<TrackingState> {
    events.iter().max().map(|(_, state)| *state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_notice_of_an_early_event_changes_nothing() {
        let at = |hour: u32| format!("2026-03-10T{hour:02}:00:00Z").parse::<DateTime<Utc>>().unwrap();
        let events = [
            (at(9), TrackingState::Delivered),
            (at(7), TrackingState::OutForDelivery),
            (at(9), TrackingState::OutForDelivery),
        ];
        assert_eq!(current(&events), Some(TrackingState::Delivered));
        assert_eq!(current(&[]), None);
    }
}
