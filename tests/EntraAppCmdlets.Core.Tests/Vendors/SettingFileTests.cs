using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets.Core.Tests.Vendors;

public sealed class SettingFileTests : IDisposable
{
    private const string Nasty = "it's \"${x}\" \\ $HOME `id` \t§";

    private readonly string _folder = Directory.CreateTempSubdirectory("entraapp-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_bicep_parameter_file_escapes_quotes_backslashes_and_interpolation() =>
        Assert.Equal(
            "using 'infra/main.bicep'\n\nparam clientId = 'it\\'s \"\\${x}\" \\\\ $HOME `id` \\t§'\n",
            SettingFile.Text([Plain("clientId", Nasty)], AppSettingFormat.BicepParam, false, "infra\\main.bicep")
        );

    [Fact]
    public void A_bicep_parameter_file_without_its_secret_takes_it_from_the_environment() =>
        Assert.Equal(
            "using 'main.bicep'\n\nparam clientSecret = readEnvironmentVariable('CLIENT_SECRET')\n",
            SettingFile.Text([Secret("clientSecret", "s3cret")], AppSettingFormat.BicepParam, false)
        );

    [Theory]
    [InlineData(AppSettingFormat.Json)]
    [InlineData(AppSettingFormat.ArmParameters)]
    public void Json_holds_the_value_as_it_is(AppSettingFormat format)
    {
        var json = JsonNode.Parse(SettingFile.Text([Plain("clientId", Nasty)], format, false))!;
        Assert.Equal(
            Nasty,
            (format == AppSettingFormat.Json ? json["clientId"] : json["parameters"]!["clientId"]!["value"])!.GetValue<string>()
        );
    }

    [Theory]
    [InlineData(AppSettingFormat.Json)]
    [InlineData(AppSettingFormat.ArmParameters)]
    [InlineData(AppSettingFormat.Env)]
    [InlineData(AppSettingFormat.BicepParam)]
    public void A_secret_is_in_the_text_on_request_only(AppSettingFormat format)
    {
        var settings = new[] { Plain("clientId", "x"), Secret("clientSecret", "s3cret~Q8") };
        Assert.DoesNotContain("s3cret", SettingFile.Text(settings, format, false), StringComparison.Ordinal);
        Assert.Contains("s3cret~Q8", SettingFile.Text(settings, format, true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Nasty)]
    [InlineData("~root")]
    [InlineData("a:~b")]
    [InlineData("")]
    [InlineData("plain_value-1.2~3")]
    [InlineData("two\nlines")]
    public void A_shell_reads_the_value_as_it_is(string value)
    {
        if (!File.Exists("/bin/sh"))
        {
            return;
        }

        var path = Path.Combine(_folder, "vendor.env");
        SettingFile.Write(path, SettingFile.Text([Plain("clientId", value)], AppSettingFormat.Env, false), false);
        using var shell = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", ". \"$0\"; printf %s \"$CLIENT_ID\"", path]) { RedirectStandardOutput = true }
        )!;
        Assert.Equal(value, shell.StandardOutput.ReadToEnd());
    }

    [Fact]
    public void A_simple_value_is_not_quoted_since_some_readers_keep_quotes() =>
        Assert.Equal("CLIENT_ID=8Q~abc.DEF_1-2\n", SettingFile.Text([Plain("clientId", "8Q~abc.DEF_1-2")], AppSettingFormat.Env, false));

    [Theory]
    [InlineData("a.json", null, AppSettingFormat.Json)]
    [InlineData("a.PARAMETERS.json", null, AppSettingFormat.ArmParameters)]
    [InlineData("a.json", AppSettingFormat.ArmParameters, AppSettingFormat.ArmParameters)]
    [InlineData(".env", null, AppSettingFormat.Env)]
    [InlineData("a.txt", AppSettingFormat.Env, AppSettingFormat.Env)]
    [InlineData(".env.production", AppSettingFormat.Env, AppSettingFormat.Env)]
    [InlineData("a.txt", null, null)]
    [InlineData("a.csv", null, null)]
    [InlineData("a", null, null)]
    [InlineData("a.bicepparam", AppSettingFormat.Json, null)]
    [InlineData("a.parameters.json", AppSettingFormat.Json, null)]
    [InlineData("a.json", AppSettingFormat.Env, null)]
    public void A_files_ending_and_the_format_agree(string path, AppSettingFormat? given, AppSettingFormat? expected)
    {
        if (expected is null)
        {
            Assert.StartsWith(
                "SettingFormatUn",
                Assert.Throws<AppException>(() => SettingFile.FormatFor(path, given)).ErrorId,
                StringComparison.Ordinal
            );
        }
        else
        {
            Assert.Equal(expected, SettingFile.FormatFor(path, given));
        }
    }

    [Theory]
    [InlineData("Directory (tenant) ID", "DIRECTORY_TENANT_ID")]
    [InlineData("azureActiveDirectoryClientId", "AZURE_ACTIVE_DIRECTORY_CLIENT_ID")]
    [InlineData("Client-ID:", "CLIENT_ID")]
    [InlineData("2nd secret", "_2ND_SECRET")]
    [InlineData("名前", "_")]
    public void A_name_becomes_one_that_shells_take(string name, string key) => Assert.Equal(key, VendorSettings.KeyOf(name));

    [Theory]
    [InlineData("{A}/callback", "https://a/", "https://a/callback")]
    [InlineData("{A}", "https://a/", "https://a/")]
    [InlineData("{A}callback", "https://a/", "https://a/callback")]
    [InlineData("x{A}/y", "/", "x//y")]
    public void An_address_that_ends_in_a_slash_makes_no_double_one(string text, string value, string expected) =>
        Assert.Equal(expected, Placeholder.Fill(text, _ => value));

    [Fact]
    public void Several_apps_of_one_vendor_are_named_by_their_own_names()
    {
        SettingSection[] sections =
        [
            new("Acme", "A", Guid.NewGuid(), [Plain("clientId", "1")]),
            new("Acme", "B", Guid.NewGuid(), [Plain("clientId", "2")]),
        ];
        Assert.Equal(
            "2",
            JsonNode.Parse(SettingFile.Text(sections, AppSettingFormat.Json, false, "", null))!["B"]!["clientId"]!.GetValue<string>()
        );
        Assert.Equal("CLIENT_ID", sections[0].CollidesWith(sections[1], AppSettingFormat.Env));
        Assert.Equal("clientId", sections[0].CollidesWith(sections[1], AppSettingFormat.BicepParam));
        Assert.Null(sections[0].CollidesWith(sections[1], AppSettingFormat.Json));
    }

    [Fact]
    public void A_trial_of_a_folder_leaves_nothing()
    {
        SettingFile.TryFolder(Path.Combine(_folder, "a.env"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        Assert.Equal(
            "SettingFileUnwritable",
            Assert.Throws<AppException>(() => SettingFile.TryFolder(Path.Combine(_folder, "none", "a.env"))).ErrorId
        );
    }

    [Fact]
    public void A_file_is_its_owners_alone()
    {
        var path = Path.Combine(_folder, "vendor.env");
        SettingFile.Write(path, "A=1\n", false);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.Equal(["vendor.env"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_that_is_there_is_left_alone()
    {
        var path = Path.Combine(_folder, "vendor.env");
        File.WriteAllText(path, "mine");
        Assert.Equal("SettingFileExists", Assert.Throws<AppException>(() => SettingFile.Write(path, "A=1\n", false)).ErrorId);
        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void Replacing_a_file_takes_its_wider_rights_away()
    {
        var path = Path.Combine(_folder, "vendor.env");
        File.WriteAllText(path, "mine");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        SettingFile.Write(path, "A=1\n", true);

        Assert.Equal("A=1\n", File.ReadAllText(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told_with_the_path()
    {
        var path = Path.Combine(_folder, "none", "a.env");
        var error = Assert.Throws<AppException>(() => SettingFile.Write(path, "A=1\n", false));
        Assert.Equal("SettingFileUnwritable", error.ErrorId);
        Assert.Equal($"The file '{path}' can't be written: there is no folder '{Path.Combine(_folder, "none")}'.", error.Message);
        Assert.StartsWith("Make the folder first", error.Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_in_the_place_of_a_file_is_told_as_such(bool replace)
    {
        var error = Assert.Throws<AppException>(() => SettingFile.Write(_folder, "A=1\n", replace));
        Assert.Equal($"The file '{_folder}' can't be written: it is a folder.", error.Message);
        Assert.Equal([_folder], Directory.GetFileSystemEntries(Path.GetDirectoryName(_folder)!, Path.GetFileName(_folder) + "*"));
    }

    [Fact]
    public void What_the_system_refuses_is_told_with_the_path_that_was_given()
    {
        var path = Path.Combine(_folder, new string('x', 300));
        var error = Assert.Throws<AppException>(() => SettingFile.Write(path, "A=1\n", false));
        Assert.Equal("SettingFileUnwritable", error.ErrorId);
        Assert.DoesNotContain($"{Path.DirectorySeparatorChar}.xxx", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_no_file_can_have_is_refused_rather_than_taken_relative() =>
        Assert.Equal("SettingFileUnwritable", Assert.Throws<AppException>(() => SettingFile.Check("foo", false)).ErrorId);

    private static VendorAppSetting Plain(string name, string value) =>
        new()
        {
            Vendor = "Acme",
            Name = name,
            Value = value,
            Key = name == "clientId" ? "CLIENT_ID" : "CLIENT_SECRET",
        };

    private static VendorAppSetting Secret(string name, string value) =>
        Plain(name, value) with
        {
            Value = new NetworkCredential("", value).SecurePassword,
            IsSecret = true,
        };
}
