# What the other tests take for granted of whatever runs them: Pester, or the small runner of this folder.

BeforeAll {
    $fromFile = 'file'
}

Describe 'Scopes' {
    BeforeAll {
        $fromDescribe = 'describe'
        $shared = [Collections.Generic.List[string]]::new()
    }

    BeforeEach {
        $fromEach = 'each'
        $shared.Add('before')
    }

    AfterEach {
        $shared.Add('after')
    }

    It 'shows a test what is set above it' {
        "$fromFile $fromDescribe $fromEach" | Should -BeExactly 'file describe each'
        $shared | Should -Be before
    }

    It 'runs what surrounds each test, and keeps one test''s variables from the next' {
        $shared | Should -Be before, after, before
        $fromEarlierTest | Should -BeNullOrEmpty
        $fromEarlierTest = 'set'
    }

    Context 'of a context inside' {
        BeforeAll { $fromContext = "$fromDescribe context" }
        BeforeEach { $order = "$fromEach inner" }

        It 'has what both set, the outer one first' {
            $fromContext | Should -Be 'describe context'
            $order | Should -Be 'each inner'
        }
    }

    It 'does not see what a context inside has set' {
        $fromContext | Should -BeNullOrEmpty
    }
}

Describe 'Cases of <kind>' -ForEach @{ kind = 'blocks' } {
    It 'give <number> of <kind> to a test, whose name tells it' -ForEach @{ number = 1 }, @{ number = 2 } {
        $kind | Should -Be blocks
        $number | Should -BeIn 1, 2
        $_.number | Should -Be $number
    }

    It 'takes plain value <_>' -ForEach 'a', 'b' {
        $_ | Should -BeIn 'a', 'b'
    }

    It 'gives each file a folder of its own' {
        Set-Content (Join-Path $TestDrive 'x') y
        Join-Path $TestDrive 'x' | Should -Exist
    }
}

Describe 'Should' {
    It 'holds: <name>' -ForEach @(
        @{ name = 'Be without case'; assertion = { 'A' | Should -Be 'a' } }
        @{ name = 'Be of lists'; assertion = { 1, 2 | Should -Be 1, 2 } }
        @{ name = 'Be of null'; assertion = { $null | Should -Be $null } }
        @{ name = 'BeExactly'; assertion = { 'A' | Should -BeExactly 'A' } }
        @{ name = 'BeNullOrEmpty of null'; assertion = { $null | Should -BeNullOrEmpty } }
        @{ name = 'BeNullOrEmpty of a text'; assertion = { '' | Should -BeNullOrEmpty } }
        @{ name = 'BeNullOrEmpty of a list'; assertion = { @() | Should -BeNullOrEmpty } }
        @{ name = 'not BeNullOrEmpty of zero'; assertion = { 0 | Should -Not -BeNullOrEmpty } }
        @{ name = 'BeTrue'; assertion = { 1 | Should -BeTrue } }
        @{ name = 'BeFalse'; assertion = { '' | Should -BeFalse } }
        @{ name = 'BeOfType'; assertion = { 1 | Should -BeOfType [int] } }
        @{ name = 'BeGreaterThan'; assertion = { 2 | Should -BeGreaterThan 1 } }
        @{ name = 'BeLessOrEqual'; assertion = { 2 | Should -BeLessOrEqual 2 } }
        @{ name = 'BeLike'; assertion = { 'abc' | Should -BeLike 'A*' } }
        @{ name = 'Match'; assertion = { 'abc' | Should -Match '^A.c$' } }
        @{ name = 'MatchExactly'; assertion = { 'abc' | Should -Not -MatchExactly '^A' } }
        @{ name = 'Contain'; assertion = { 1, 2 | Should -Contain 2 } }
        @{ name = 'HaveCount'; assertion = { 1, 2 | Should -HaveCount 2 } }
        @{ name = 'HaveCount of nothing'; assertion = { @() | Should -HaveCount 0 } }
        @{ name = 'HaveCount of one'; assertion = { 'a' | Should -HaveCount 1 } }
        @{ name = 'Throw with message'; assertion = { { throw 'some text' } | Should -Throw 'some*' } }
        @{ name = 'Throw with id'; assertion = { { Get-Item -LiteralPath ([guid]::NewGuid()) -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*' } }
        @{ name = 'not Throw'; assertion = { { 1 } | Should -Not -Throw } }
    ) {
        & $assertion
    }

    It 'fails: <name>' -ForEach @(
        @{ name = 'Be'; assertion = { 1 | Should -Be 2 } }
        @{ name = 'not Be'; assertion = { 1 | Should -Not -Be 1 } }
        @{ name = 'Be of a list with more'; assertion = { 1, 2, 3 | Should -Be 1, 2 } }
        @{ name = 'Be of nothing'; assertion = { @() | Should -Be 1 } }
        @{ name = 'BeExactly'; assertion = { 'A' | Should -BeExactly 'a' } }
        @{ name = 'BeNullOrEmpty'; assertion = { 0 | Should -BeNullOrEmpty } }
        @{ name = 'BeTrue'; assertion = { $null | Should -BeTrue } }
        @{ name = 'BeOfType'; assertion = { 1 | Should -BeOfType [string] } }
        @{ name = 'BeGreaterThan'; assertion = { 1 | Should -BeGreaterThan 1 } }
        @{ name = 'BeLike'; assertion = { 'abc' | Should -BeLike 'b*' } }
        @{ name = 'Match'; assertion = { 'abc' | Should -Match '^b' } }
        @{ name = 'Contain'; assertion = { 1, 2 | Should -Contain 3 } }
        @{ name = 'HaveCount'; assertion = { 1, 2 | Should -HaveCount 1 } }
        @{ name = 'Throw'; assertion = { { 1 } | Should -Throw } }
        @{ name = 'Throw with another message'; assertion = { { throw 'some' } | Should -Throw 'other*' } }
        @{ name = 'Throw with another id'; assertion = { { throw 'some' } | Should -Throw -ErrorId 'Other' } }
        @{ name = 'not Throw'; assertion = { { throw 'some' } | Should -Not -Throw } }
        @{ name = 'an assertion that does not exist'; assertion = { 1 | Should -BeWonderful } }
    ) {
        $failed = try { & $assertion; $false } catch { $true }
        $failed | Should -Be $true
    }

    It 'says what was expected, what came and why' {
        { 1 | Should -Be 2 -Because 'it matters' } | Should -Throw '*2*it matters*1*'
    }
}
