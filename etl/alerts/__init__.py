"""Episodes of unusual churn: opened, updated and closed once each, and delivered once each."""
