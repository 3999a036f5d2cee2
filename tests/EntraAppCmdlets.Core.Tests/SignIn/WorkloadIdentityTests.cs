using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Tests.SignIn;

public sealed class WorkloadIdentityTests
{
    [Fact]
    public void The_variables_of_Kubernetes_are_enough()
    {
        var found = Find([("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c"), ("AZURE_FEDERATED_TOKEN_FILE", "/token")]);

        Assert.Equal(("t", "c", "/token", null), (found.TenantId, found.ClientId, found.TokenFile, found.ServiceConnectionId));
    }

    [Fact]
    public void The_variables_of_Azure_Pipelines_are_enough_if_the_job_maps_its_token()
    {
        (string, string)[] variables =
        [
            ("AZURESUBSCRIPTION_TENANT_ID", "t"),
            ("AZURESUBSCRIPTION_CLIENT_ID", "c"),
            ("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", "s"),
            ("AZURE_FEDERATED_TOKEN_FILE", "/old"),
        ];
        var found = Find([.. variables, ("SYSTEM_ACCESSTOKEN", "job")]);

        Assert.Equal(("t", "c", null, "s"), (found.TenantId, found.ClientId, found.TokenFile, found.ServiceConnectionId));
        Assert.Equal("job", SecureText.Reveal(found.SystemAccessToken!));
        var error = Assert.Throws<SignInException>(() => Find(variables));
        Assert.Contains("SYSTEM_ACCESSTOKEN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_of_GitHub_is_known_by_its_address_for_tokens()
    {
        var found = Find([("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c"), ("ACTIONS_ID_TOKEN_REQUEST_URL", "https://x")]);

        Assert.Null(found.TokenFile);
        Assert.Null(found.ServiceConnectionId);
    }

    [Fact]
    public void What_is_given_goes_before_what_the_platform_says()
    {
        var found = WorkloadIdentity.Find(
            "given",
            "app",
            "/mine",
            null,
            name => name == "ACTIONS_ID_TOKEN_REQUEST_URL" ? "https://x" : "other"
        );

        Assert.Equal(("given", "app", "/mine", null), (found.TenantId, found.ClientId, found.TokenFile, found.ServiceConnectionId));
    }

    [Fact]
    public void A_machine_that_is_no_such_platform_is_told_what_there_would_be()
    {
        var error = Assert.Throws<SignInException>(() => Find([("AZURE_FEDERATED_TOKEN_FILE", "")]));

        Assert.Equal("WorkloadIdentityNotAvailable", error.Error);
        Assert.Contains("GitHub Actions", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_tenant_or_app_is_told()
    {
        var tenant = Assert.Throws<SignInException>(() => Find([("AZURE_FEDERATED_TOKEN_FILE", "/token"), ("AZURE_CLIENT_ID", "c")]));
        var app = Assert.Throws<SignInException>(() => Find([("AZURE_FEDERATED_TOKEN_FILE", "/token"), ("AZURE_TENANT_ID", "t")]));

        Assert.StartsWith("The tenant to sign in to is not known.", tenant.Message, StringComparison.Ordinal);
        Assert.StartsWith("The app to sign in as is not known.", app.Message, StringComparison.Ordinal);
    }

    private static WorkloadIdentity Find((string Name, string Value)[] variables) =>
        WorkloadIdentity.Find(null, null, null, null, name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
