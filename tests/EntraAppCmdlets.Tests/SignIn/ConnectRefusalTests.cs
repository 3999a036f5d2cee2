using System.Globalization;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Tests.PowerShell;

namespace EntraAppCmdlets.Tests.SignIn;

/// <summary>What Connect-AppTenant says when the sign-in service refuses, or gives a token that must not be used.</summary>
public sealed class ConnectRefusalTests
{
    private const string TenantId = "11111111-1111-1111-1111-111111111111";
    private const string Secret = "sesame~open";

    [Theory]
    [InlineData(
        90002,
        "Tenant 'nowhere.example' not found. Check to make sure you have the correct tenant ID.",
        "Tenant 'nowhere.example' not found (AADSTS90002).",
        "cloud (-Environment)"
    )]
    [InlineData(
        65001,
        "The user or administrator has not consented to use the application with ID '2'. Send an interactive authorization request.",
        "The user or administrator has not consented to use the application with ID '2' (AADSTS65001).",
        "Grant-AppAdminConsent"
    )]
    [InlineData(
        50076,
        "Due to a configuration change made by your administrator, you must use multi-factor authentication to access '3'.",
        "Due to a configuration change made by your administrator, you must use multi-factor authentication to access '3' (AADSTS50076).",
        "multifactor"
    )]
    [InlineData(
        50020,
        "User account 'a@b.example' from identity provider 'x' does not exist in tenant 'Contoso'. The account needs to be added as an external user.",
        "User account 'a@b.example' from identity provider 'x' does not exist in tenant 'Contoso' (AADSTS50020).",
        "account of this tenant"
    )]
    [InlineData(
        53003,
        "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
        "Access has been blocked by Conditional Access policies (AADSTS53003).",
        "administrator"
    )]
    [InlineData(
        700016,
        "Application with identifier '2' was not found in the directory 'Contoso'. This can happen if the application has not been installed.",
        "Application with identifier '2' was not found in the directory 'Contoso' (AADSTS700016).",
        "application (client) ID"
    )]
    [InlineData(
        7000215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value.",
        "Invalid client secret provided (AADSTS7000215).",
        "Use the secret's value"
    )]
    [InlineData(
        900382,
        "Confidential Client is not supported in Cross Cloud request.",
        "Confidential Client is not supported in Cross Cloud request (AADSTS900382).",
        "-Environment"
    )]
    public async Task A_refusal_is_one_sentence_with_its_code_and_one_that_helps(int code, string description, string expected, string cure)
    {
        await using var service = new LoopbackService(
            400,
            JsonSerializer.Serialize(
                new
                {
                    error = "invalid_request",
                    error_description = string.Create(
                        CultureInfo.InvariantCulture,
                        $"AADSTS{code}: {description} Trace ID: 0d4f5a3e-0000-0000-0000-000000000000 Correlation ID: 77777777-0000-0000-0000-000000000000 Timestamp: 2025-06-01 12:00:00Z"
                    ),
                    error_codes = new[] { code },
                    correlation_id = "77777777-0000-0000-0000-000000000000",
                }
            )
        );

        var error = Refused(Connect(service), Secret);

        Assert.Equal("SignInFailed,EntraAppCmdlets.ConnectAppTenantCommand", error.FullyQualifiedErrorId);
        Assert.Equal(expected, error.ErrorDetails!.Message);
        Assert.Contains(cure, error.ErrorDetails!.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain(". ", error.ErrorDetails!.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.AuthenticationError, error.CategoryInfo.Category);
    }

    [Theory]
    [InlineData(
        "https://graph.microsoft.com",
        "33333333-3333-3333-3333-333333333333",
        "TokenForOtherTenant",
        "is of tenant 33333333-3333-3333-3333-333333333333, not of tenant 11111111-1111-1111-1111-111111111111"
    )]
    [InlineData(
        "https://management.azure.com",
        TenantId,
        "TokenForOtherAudience",
        "is for 'https://management.azure.com', not for 'Microsoft Graph'"
    )]
    public async Task A_sign_in_that_ends_in_another_tenant_or_at_another_API_is_refused_before_its_token_is_used(
        string audience,
        string tenant,
        string id,
        string what
    )
    {
        var token = Token(audience, tenant);
        await using var service = new LoopbackService(
            200,
            JsonSerializer.Serialize(
                new
                {
                    token_type = "Bearer",
                    expires_in = 3599,
                    access_token = token,
                }
            )
        );

        var error = Refused(Connect(service), Secret, token);

        Assert.Equal($"{id},EntraAppCmdlets.ConnectAppTenantCommand", error.FullyQualifiedErrorId);
        Assert.Contains(what, error.ErrorDetails!.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails!.RecommendedAction);
        Assert.DoesNotContain(service.Requests, request => !request.Contains("/oauth2/v2.0/token", StringComparison.Ordinal));
    }

    private static ShellResult Connect(LoopbackService service) =>
        ShellSession.RunOnce(
            $"Connect-AppTenant {TenantId} -ClientSecretCredential $credential -GraphEndpoint {service.Address} -AuthorityHost {service.Address} -Verbose -Debug",
            new Dictionary<string, object?>
            {
                ["credential"] = new PSCredential("22222222-2222-2222-2222-222222222222", SecureText.Hide(Secret)),
            }
        );

    /// <summary>The only error, where no stream holds any of these.</summary>
    private static ErrorRecord Refused(ShellResult result, params string[] hidden)
    {
        var error = Assert.Single(result.Errors);
        string[] said =
        [
            .. result.Verbose,
            .. result.Debug,
            .. result.Warnings,
            .. result.Information.Select(record => record.ToString()),
            .. result.Progress.Select(record => record.StatusDescription),
            error.ToString(),
            error.Exception.ToString(),
            error.ErrorDetails!.Message,
            error.ErrorDetails!.RecommendedAction,
            error.TargetObject?.ToString() ?? "",
        ];
        Assert.All(hidden, text => Assert.DoesNotContain(said, line => line.Contains(text, StringComparison.Ordinal)));
        Assert.Empty(result.Output);
        return error;
    }

    private static string Token(string audience, string tenant)
    {
        var claims = JsonSerializer.Serialize(
            new
            {
                aud = audience,
                tid = tenant,
                exp = 4102444800,
            }
        );
        return $"{Part("""{"alg":"RS256"}""")}.{Part(claims)}.c2lnbmF0dXJl";

        static string Part(string json) =>
            Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
