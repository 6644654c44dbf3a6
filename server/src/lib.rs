//! The Tradecounter process: HTTP, files, mail, jobs, commands and the private database. No business rule.
#![recursion_limit = "512"]

/// Prints a line. Somebody who closed the pipe has read enough; that is no fault of the command.
macro_rules! say {
    ($($what:tt)*) => {{
        let _ = std::io::Write::write_fmt(&mut std::io::stdout(), format_args!("{}\n", format_args!($($what)*)));
    }};
}

pub mod boot;
pub mod commands;
pub mod config;
pub mod customers;
pub mod database;
pub mod demo;
pub mod downloads;
pub mod files;
pub mod http;
pub mod import;
pub mod imports;
pub mod lists;
pub mod mail;
pub mod pdf;
pub mod price;
pub mod price_files;
pub mod rest;
pub mod results;
pub mod serve;
pub mod sheet;
pub mod telemetry;
pub mod web;
pub mod worker;
