//! The `tradecounter` program.

use clap::Parser;
use server::commands::Cli;
use server::config::Config;
use std::process::ExitCode;

/// A page is some thousands of small pieces: the system's allocator took a quarter of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("tradecounter: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::from_env()?;
    server::telemetry::init(&config)?;
    if cli.serves() {
        server::serve::run(config).await?
    } else {
        cli.run(config).await?
    }
    Ok(())
}
