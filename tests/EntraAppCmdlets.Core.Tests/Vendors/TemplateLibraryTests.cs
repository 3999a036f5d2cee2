using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Vendors;

public sealed class TemplateLibraryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("entraapp-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Without its description, the command would create a secret beside it.</summary>
    [Fact]
    public void A_step_that_says_how_to_replace_the_secret_names_its_description()
    {
        var texts = TemplateLibrary
            .Open([], null, TemplatesFolder.Folder)
            .Templates.SelectMany(source => source.Template.Each)
            .SelectMany(app => app.Steps.Select(step => (Step: step.Text, Secret: app.Secret?.Description)))
            .Where(item => item.Step.Contains("Update-AppClientSecret", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(texts);
        Assert.All(
            texts,
            item => Assert.Matches($" -DisplayName '?{System.Text.RegularExpressions.Regex.Escape(item.Secret!)}", item.Step)
        );
    }

    [Fact]
    public void A_file_of_ones_own_works_like_one_of_the_module()
    {
        var path = Write("mine.json", "Acme");
        Assert.Equal("Acme", TemplateLibrary.Open([path], null, TemplatesFolder.Folder).Get("ACME").Id);
    }

    [Fact]
    public void Folders_in_the_environment_variable_are_read()
    {
        Write("mine.json", "Acme");
        Assert.Equal("Acme", TemplateLibrary.Open([], string.Join(Path.PathSeparator, "", _folder), TemplatesFolder.Folder).Get("Acme").Id);
    }

    [Fact]
    public void The_nearer_place_goes_first()
    {
        var named = Write("named/authentik.json", "authentik");
        var ofVariable = Write("variable/authentik.json", "authentik");

        var library = TemplateLibrary.Open([Path.GetDirectoryName(named)!], Path.GetDirectoryName(ofVariable), TemplatesFolder.Folder);

        Assert.Equal(named, library.Templates.Single(source => source.Template.Id == "authentik").Path);
        Assert.Equal([ofVariable, Path.Combine(TemplatesFolder.Folder, "authentik.json")], library.Hidden.Select(source => source.Path));
    }

    [Fact]
    public void The_same_id_twice_in_one_folder_is_told_with_both_files()
    {
        Write("a.json", "Acme");
        Write("b.json", "acme");

        var error = Assert.Single(TemplateLibrary.Open([_folder], null, TemplatesFolder.Folder).Faulty);

        Assert.Equal("TemplateDuplicate", error.ErrorId);
        Assert.Contains("a.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("b.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_faulty_file_does_not_hide_the_others()
    {
        File.WriteAllText(Path.Combine(_folder, "broken.json"), "{");
        Write("mine.json", "Acme");

        var library = TemplateLibrary.Open([_folder], null, TemplatesFolder.Folder);

        Assert.Equal("TemplateInvalid", Assert.Single(library.Faulty).ErrorId);
        Assert.Equal("Acme", library.Get("Acme").Id);
    }

    [Fact]
    public void Asking_for_the_vendor_of_a_faulty_file_tells_its_faults()
    {
        File.WriteAllText(Path.Combine(_folder, "broken.json"), "{");
        Assert.Equal(
            "TemplateInvalid",
            Assert.Throws<AppException>(() => TemplateLibrary.Open([_folder], null, TemplatesFolder.Folder).Get("broken")).ErrorId
        );
    }

    [Fact]
    public void An_unknown_vendor_is_answered_with_how_to_search()
    {
        var error = Assert.Throws<AppException>(() => TemplatesFolder.Get("Contoso"));
        Assert.Equal("VendorUnknown", error.ErrorId);
        Assert.Contains(
            $"To find one of the {TemplatesFolder.Ids.Count()} by a word, run Get-VendorAppTemplate -Search 'Contoso'.",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("docs/templates.md", error.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_vendor_is_answered_with_how_to_search_the_place_that_was_named_too()
    {
        Write("mine.json", "Acme");
        var error = Assert.Throws<AppException>(() => TemplateLibrary.Open([_folder], null, TemplatesFolder.Folder).Get("Contoso"));
        Assert.Contains($"run Get-VendorAppTemplate -TemplatePath '{_folder}' -Search 'Contoso'.", error.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            $"Get-VendorAppTemplate -TemplatePath '{_folder}' lists the vendors.",
            error.Recommendation,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Texts_of_a_template_are_shown_without_placeholders()
    {
        var shown = TemplatesFolder
            .Library.Templates.Select(VendorAppTemplate.Of)
            .SelectMany(template =>
                (string?[])
                    [
                        template.Description,
                        .. template.Notes,
                        .. template.Steps.Select(step => step.Text),
                        .. template.Parameters.SelectMany(parameter => (string?[])[parameter.Help, parameter.Default, parameter.Example]),
                    ]
            )
            .OfType<string>()
            .ToList();

        Assert.DoesNotContain(shown, text => Placeholder.NamesIn(text).Any());
        Assert.Contains(shown, text => text.Contains("Update-AppClientSecret <application ID>", StringComparison.Ordinal));
    }

    [Fact]
    public void Opening_reads_no_file()
    {
        var path = Write("mine.json", "Acme");
        var good = File.ReadAllBytes(path);
        File.WriteAllText(path, "{");
        var library = TemplateLibrary.Open([], _folder, TemplatesFolder.Folder);
        File.WriteAllBytes(path, good);
        Assert.Equal("Acme", library.Get("Acme").Id);
    }

    [Fact]
    public void A_vendor_whose_file_has_another_name_is_found_in_every_place()
    {
        Write("some-name.json", "Acme");
        Assert.Equal("Acme", TemplateLibrary.Open([], null, _folder).Get("acme").Id);
        Assert.Equal("Acme", TemplateLibrary.Open([], _folder, TemplatesFolder.Folder).Get("acme").Id);
    }

    [Fact]
    public void A_faulty_file_leaves_the_vendor_to_the_next_place()
    {
        File.WriteAllText(Write("authentik.json", "authentik"), """{ "id": "authentik", "title": "A", "description": "A" }""");
        var library = TemplateLibrary.Open([], _folder, TemplatesFolder.Folder);
        Assert.Equal("Configure Entra ID", library.Get("authentik").Guide.Title);
        Assert.Equal("TemplateInvalid", Assert.Single(library.Faulty).ErrorId);
    }

    [Fact]
    public void Vendors_are_offered_by_the_beginning_of_their_names_and_each_once()
    {
        Write("some-name.json", "Autumn");
        Write("authentik.json", "authentik");
        File.WriteAllText(Path.Combine(_folder, "auto.json"), "{");

        var offered = TemplateLibrary.Open([], _folder, TemplatesFolder.Folder).Beginning("AUT");

        Assert.Equal(["authentik", "Autumn", "Auth0", "authentik-source"], offered.Select(vendor => vendor.Id));
        Assert.All(offered, vendor => Assert.False(string.IsNullOrEmpty(vendor.Title) || string.IsNullOrEmpty(vendor.Description)));
    }

    [Fact]
    public void A_vendor_that_is_unlike_all_gets_no_guess_and_a_like_one_no_list()
    {
        Assert.DoesNotContain(
            "Did you mean",
            Assert.Throws<AppException>(() => TemplatesFolder.Get("Contoso")).Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "There are",
            Assert.Throws<AppException>(() => TemplatesFolder.Get("Sekola")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_path_that_is_not_there_is_told() =>
        Assert.Equal(
            "TemplateUnreadable",
            Assert.Single(TemplateLibrary.Open([Path.Combine(_folder, "nothing.json")], null, TemplatesFolder.Folder).Faulty).ErrorId
        );

    private string Write(string name, string id)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(
            path,
            TemplatesFolder.Text("authentik").Replace("\"id\": \"authentik\"", $"\"id\": \"{id}\"", StringComparison.Ordinal)
        );
        return path;
    }
}
