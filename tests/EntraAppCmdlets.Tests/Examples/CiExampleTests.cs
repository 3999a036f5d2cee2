using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.PowerShell;
using YamlDotNet.RepresentationModel;

namespace EntraAppCmdlets.Tests.Examples;

/// <summary>The examples for CI: what a platform reads of them, and what their steps do in the sandbox.</summary>
public sealed class CiExampleTests
{
    // In place of the platform's sign-in, which the tests of Connect-AppTenant prove: a tenant with a secret that expires soon.
    private const string Platform = """
        function Connect-AppTenant {
            param([switch] $WorkloadIdentity, [switch] $Sandbox)
            EntraAppCmdlets\Connect-AppTenant -Sandbox
            if ($WorkloadIdentity) { $null = New-VendorAppRegistration Old | New-AppClientSecret -ValidForDays 10 -WarningAction SilentlyContinue }
        }

        """;

    [Fact]
    public void A_job_of_GitHub_that_signs_in_may_ask_for_its_identity_and_holds_no_secret()
    {
        var workflow = Read("examples/ci/github-actions.yml");
        var jobs = (YamlMappingNode)workflow["jobs"];

        Assert.Equal("contents: read", Text(workflow["permissions"]));
        Assert.Equal("contents: read, id-token: write", Text(jobs["rotate"]["permissions"]));
        Assert.Equal("contents: read, id-token: write", Text(jobs["rollout"]["permissions"]));
        Assert.False(((YamlMappingNode)jobs["rehearse"]).Children.ContainsKey("permissions"));
        Assert.All(
            jobs.Children.Values.SelectMany(job => (YamlSequenceNode)job["steps"]),
            step => Assert.True(((YamlMappingNode)step).Children.ContainsKey("uses") ^ ((YamlMappingNode)step).Children.ContainsKey("run"))
        );
        Assert.DoesNotContain("secrets.", File.ReadAllText(Checkout.PathOf("examples/ci/github-actions.yml")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipeline_that_signs_in_maps_the_token_of_its_job()
    {
        var step = Assert.Single((YamlSequenceNode)Read("examples/ci/azure-pipelines.yml")["steps"], IsTask("AzureCLI@2"));

        Assert.Equal("$(System.AccessToken)", Text(step["env"]["SYSTEM_ACCESSTOKEN"]));
        Assert.Equal(("pscore", "inlineScript"), (Text(step["inputs"]["scriptType"]), Text(step["inputs"]["scriptLocation"])));
    }

    [Fact]
    public void The_step_of_a_pull_request_carries_out_the_guide()
    {
        var run = Run(PowerShellOf("rehearse"));

        Assert.Empty(run.Errors);
        Assert.Contains(run.Output, item => item is VendorAppInstallation);
    }

    [Fact]
    public void The_job_of_a_tenant_carries_out_its_guide_and_fails_alone()
    {
        var matrix = Read("examples/ci/github-actions.yml")["jobs"]["rollout"]["strategy"];
        Assert.Equal("false", Text(matrix["fail-fast"]));
        var step = PowerShellOf("rollout");

        Assert.Contains("Connect-AppTenant -WorkloadIdentity", step, StringComparison.Ordinal);
        var run = Run($"$env:REGION = 'FRA2'; $env:ASSIGN = 'Security team'; & {{ {step} }} | Out-String -Width 200");

        Assert.Empty(run.Errors);
        Assert.Contains("Outcome   : Installed", string.Concat(run.Output), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_step_that_rotates_gives_what_expires_a_successor_in_the_vault(bool onGitHub)
    {
        var step = onGitHub
            ? PowerShellOf("rotate")
            : Text(
                Assert.Single((YamlSequenceNode)Read("examples/ci/azure-pipelines.yml")["steps"], IsTask("AzureCLI@2"))["inputs"][
                    "inlineScript"
                ]
            );

        Assert.Contains("Connect-AppTenant -WorkloadIdentity", step, StringComparison.Ordinal);
        var run = Run($"& {{ {step} }} | Out-String -Width 200");

        Assert.Empty(run.Errors);
        Assert.Contains("https://contoso-apps.vault.azure.net/secrets/Old/", string.Concat(run.Output), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docs/toc.yml")]
    [InlineData("docs/commands/toc.yml")]
    [InlineData(".github/ISSUE_TEMPLATE/config.yml")]
    [InlineData(".github/ISSUE_TEMPLATE/vendor.yml")]
    public void Other_files_are_yaml_too(string file) => Assert.NotNull(Load(file));

    [Fact]
    public void A_vendor_request_has_fields_with_labels_and_ids_of_their_own()
    {
        var fields = ((YamlSequenceNode)Read(".github/ISSUE_TEMPLATE/vendor.yml")["body"])
            .Where(field => Text(field["type"]) != "markdown")
            .ToList();

        Assert.Equal(fields.Count, fields.Select(field => Text(field["id"])).Distinct().Count());
        Assert.All(fields, field => Assert.NotEmpty(Text(field["attributes"]["label"])));
    }

    private static ShellResult Run(string script)
    {
        using ShellSession session = new();
        return session.Run(Platform + script);
    }

    private static string PowerShellOf(string job)
    {
        var steps = (YamlSequenceNode)Read("examples/ci/github-actions.yml")["jobs"][job]["steps"];
        return Text(
            Assert.Single(steps, step => ((YamlMappingNode)step).Children.TryGetValue("shell", out var shell) && Text(shell) == "pwsh")[
                "run"
            ]
        );
    }

    private static Predicate<YamlNode> IsTask(string name) =>
        step => ((YamlMappingNode)step).Children.TryGetValue("task", out var task) && Text(task) == name;

    private static string Text(YamlNode node) =>
        node switch
        {
            YamlMappingNode mapping => string.Join(", ", mapping.Children.Select(pair => $"{pair.Key}: {pair.Value}")),
            _ => ((YamlScalarNode)node).Value ?? "",
        };

    private static YamlMappingNode Read(string file) => (YamlMappingNode)Load(file);

    private static YamlNode Load(string file)
    {
        using var text = File.OpenText(Checkout.PathOf(file));
        YamlStream stream = new();
        stream.Load(text);
        return Assert.Single(stream.Documents).RootNode;
    }
}
