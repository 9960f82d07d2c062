"""What one version of a finding says that another doesn't, over HTTP."""
